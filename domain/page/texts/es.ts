import type { PageTexts } from '../page-texts.ts';

const units = (one: string, many: string) => (interval: number) =>
  interval === 1 ? `cada ${one}` : `cada ${interval} ${many}`;

/** Spanish. */
export const es: PageTexts = {
  when: 'Cuándo',
  where: 'Dónde',
  organizer: 'Organizador',
  repeats: 'Repetición',
  nextDates: 'Próximas fechas',
  language: 'Idioma',
  address: 'Su dirección de correo',
  addressHint: 'Recibe una invitación de calendario y sus cambios. Nada más.',
  addressHintMany:
    'Recibe una invitación de calendario por cada evento elegido, y sus cambios. Nada más.',
  send: 'Enviarme las invitaciones',
  sendOne: 'Enviarme la invitación',
  leaveEmpty: 'Deje este campo vacío',
  remember: 'Recordar mi dirección en este dispositivo',
  cancelled: 'Este evento está cancelado.',
  past: 'Este evento ya pasó.',
  closed: 'Ya no hay invitaciones para este evento.',
  invalidAddress: 'Esto no es una dirección de correo. Tiene la forma nombre@example.com.',
  pressAgain: 'Pulse el botón una vez más, por favor.',
  sentTitle: 'Mire en su buzón',
  sentFrom: (sender) =>
    `Si la dirección puede recibirla, la invitación está en camino. Su remitente es ${sender}.`,
  sentKnown:
    'Gmail puede preguntar si conoce al remitente. Diga que sí, o añada la dirección a sus contactos: solo así el evento está en su calendario antes de que responda.',
  sentAnswer:
    'Responda Sí, Quizás o No en el correo o en su calendario. Los cambios llegan por sí solos.',
  sentOnce:
    '¿Nada después de unos minutos? Mire en la carpeta de spam. Una dirección recibe cada invitación una vez.',
  sentHeld: 'Sin JavaScript, primero la revisa una persona: puede tardar un día.',
  back: 'Volver al evento',
  tooManyTitle: 'Demasiadas solicitudes',
  tooMany: (minutes) =>
    `Inténtelo de nuevo en ${minutes === 1 ? 'un minuto' : `${minutes} minutos`}.`,
  checkTitle: 'Un momento más',
  check:
    'Ahora mismo se piden muchas invitaciones. Su dispositivo resuelve una pequeña tarea que frena a los robots. Continúa por sí solo.',
  checkWorking: 'Resolviendo …',
  checkNoScript:
    'Sin JavaScript su dispositivo no puede. Continúe, y primero la revisa una persona.',
  checkPress: 'Continuar',
  missingTitle: 'Aquí no hay ninguna página',
  missing:
    'Puede que el enlace esté incompleto, o que el organizador no muestre el evento al público.',
  copies: 'Solo añadirlo a mi calendario',
  copiesHint: 'Una copia: no se puede responder, y los cambios no le llegan.',
  file: 'Archivo de calendario (.ics)',
  subscribe: 'Suscribirse al calendario',
  subscribeHint: 'Apple, Outlook y Google muestran los cambios unas horas después.',
  qr: 'Código QR',
  qrHint: 'Abre esta página.',
  eventsOf: (name) => `Eventos de ${name}`,
  chooseHint: 'Elija hasta diez eventos.',
  noneUpcoming: 'De momento no hay eventos previstos.',
  noneChosen: 'Elija al menos un evento.',
  buttonTitle: 'Recibir la invitación de calendario',
  buttonFor: (masked) => `Se envía a ${masked}.`,
  otherAddress: 'Usar otra dirección',
  previewTitle: 'Su botón funciona',
  preview:
    'Esto es una vista previa: el programa de correo no ha puesto ninguna dirección en el enlace. Los lectores ven aquí una página con su dirección y un botón. No se ha enviado nada.',
  openPage: 'Abrir la página del evento',
  rule: {
    every: {
      DAILY: units('día', 'días'),
      WEEKLY: units('semana', 'semanas'),
      MONTHLY: units('mes', 'meses'),
      YEARLY: units('año', 'años'),
    },
    onDays: (days) => `, ${days}`,
    times: (count) => `, ${count} veces`,
    until: (date) => `, hasta el ${date}`,
    otherwise: 'La regla en inglés:',
  },
};
