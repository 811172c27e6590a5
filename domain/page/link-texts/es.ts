import type { LinkTexts } from '../link-texts.ts';

const WRONG_CODE = 'Ese no es el código del último correo. Se permiten cinco intentos.';
const BROKEN = 'Este enlace no funciona';

/** Spanish. */
export const es: LinkTexts = {
  language: 'Idioma',
  busy: [
    'Inténtelo de nuevo en un minuto',
    'Algo que esta página necesita no responde en este momento. Si ha pulsado un botón, púlselo de nuevo entonces.',
  ],
  unsubscribe: {
    title: 'Sus invitaciones',
    stopped: 'Hecho: ya no lo recibirá. Puede cerrar esta página.',
    resumed: 'Hecho: volverá a recibir estos correos.',
    events: 'Este evento',
    moreEvents: 'Sus otros eventos',
    eventStopped: 'Ya no recibe correos sobre este evento.',
    stopEvent: 'No más correos de este evento',
    stopEventHint: 'Tampoco sabrá si cambia o se cancela.',
    resumeEvent: 'Volver a enviarme sus correos',
    organizers: 'Organizadores',
    someOrganizer: 'Un organizador',
    organizerStopped: 'No se le envía nada.',
    stopOrganizer: 'Nada más de este organizador',
    resumeOrganizer: 'Permitir invitaciones de nuevo',
    everything: 'Todo',
    everythingHint:
      'No recibirá más invitaciones de este remitente. Lo que está en su calendario se queda ahí.',
    stopEverything: 'Darse de baja de todo',
    everythingStopped: 'Se ha dado de baja de todo.',
    resumeEverything: 'Deshacerlo',
    closed: 'Ya no se envía correo a esta dirección. Escriba al organizador para cambiarlo.',
    nothingChanged: [
      'No se ha cambiado nada',
      'Esta petición no pide nada que conozcamos. Use los botones de la página.',
    ],
    broken: [
      BROKEN,
      'Puede que falte una parte. Ábralo otra vez desde el correo, o responda al correo diciendo que no quiere más.',
    ],
  },
  report: {
    title: '¿Denunciar esta invitación?',
    text: 'Diga a quien gestiona este servicio que la invitación es spam, un fraude, o que nunca fue para usted. El organizador no sabrá quién es usted. Para no recibir ninguna invitación más, use el enlace de baja del correo.',
    button: 'Denunciar abuso',
    done: [
      'Gracias',
      'La denuncia está registrada, y quien gestiona este servicio la ve. Puede cerrar esta página.',
    ],
    broken: [BROKEN, 'Puede que falte una parte. Ábralo otra vez desde el correo.'],
  },
  confirm: {
    title: '¿Ha enviado usted esta invitación?',
    text: 'Un correo en su nombre invitó a la dirección de calendario de este servicio. Nada prueba que sea suyo, así que espera. Si lo envió usted, déjelo pasar.',
    button: 'Sí, lo envié yo',
    otherwise: 'Si no, cierre esta página: no pasa nada.',
    done: [
      'Gracias',
      'La invitación pasa ahora. En un momento su propio calendario muestra la respuesta de la dirección de calendario.',
    ],
    ended: [
      'Este enlace ya no funciona',
      'La invitación ya pasó, o ya no existe. Invite otra vez a la dirección de calendario desde su calendario.',
    ],
  },
  signIn: {
    title: 'Iniciar sesión',
    hint: 'Sin contraseña: recibe un correo con un enlace y un código.',
    address: 'Su dirección de correo',
    badAddress: 'Escriba una dirección de correo, como ada@example.org.',
    send: 'Enviarme el correo',
    codeTitle: 'Mire en su buzón',
    codeHint:
      'Si esta dirección puede iniciar sesión, hay un correo en camino. Abra su enlace en este navegador, o escriba aquí su código.',
    code: 'Código de seis cifras',
    wrongCode: WRONG_CODE,
    nothingCame: '¿Nada después de un minuto? Mire en la carpeta de spam.',
    askAgain: 'Pedir otro correo',
    signInAs: 'Va a iniciar sesión como',
    notYou: 'Si no es usted, cierre esta página.',
    newMail: 'Pedir un correo nuevo',
    unknown: [
      BROKEN,
      'Puede que falte una parte, o que haya un correo más reciente. Abra el último, o pida otro.',
    ],
    used: ['Este enlace ya se usó', 'Cada correo sirve para iniciar sesión una sola vez.'],
    expired: ['Este enlace es demasiado antiguo', 'Un correo vale 15 minutos.'],
    otherBrowser: [
      'Lo pidió en otro navegador',
      'Abra el enlace allí, o escriba allí el código del correo. Para iniciar sesión aquí, pídalo aquí.',
    ],
    tooMany: ['Se probaron demasiados códigos', 'Con este correo ya no inicia sesión nadie.'],
    wrong: ['Ese es otro código', WRONG_CODE],
    elsewhere: [
      'No ha pasado nada',
      'Este formulario no viene de nuestra página, o las cookies están desactivadas.',
    ],
    signOut: 'Cerrar sesión',
    signOutHere: 'Cerrar sesión en este navegador',
    signedOut: 'Ha cerrado la sesión',
  },
};
