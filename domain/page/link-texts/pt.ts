import type { LinkTexts } from '../link-texts.ts';

const WRONG_CODE = 'Esse não é o código do último e-mail. São permitidas cinco tentativas.';
const BROKEN = 'Esta ligação não funciona';

/** Portuguese. */
export const pt: LinkTexts = {
  language: 'Idioma',
  busy: [
    'Tente novamente dentro de um minuto',
    'Algo de que esta página precisa não responde neste momento. Se carregou num botão, carregue nele outra vez nessa altura.',
  ],
  unsubscribe: {
    title: 'Os seus convites',
    stopped: 'Feito: já não vai receber isto. Pode fechar esta página.',
    resumed: 'Feito: volta a receber estes e-mails.',
    events: 'Este evento',
    moreEvents: 'Os seus outros eventos',
    eventStopped: 'Já não recebe e-mails sobre ele.',
    stopEvent: 'Não receber mais e-mails deste evento',
    stopEventHint: 'Também não saberá se ele mudar ou for cancelado.',
    resumeEvent: 'Voltar a receber e-mails dele',
    organizers: 'Organizadores',
    someOrganizer: 'Um organizador',
    organizerStopped: 'Nada lhe é enviado.',
    stopOrganizer: 'Nada mais deste organizador',
    resumeOrganizer: 'Permitir convites de novo',
    everything: 'Tudo',
    everythingHint:
      'Não vai receber mais convites deste remetente. O que está no seu calendário fica lá.',
    stopEverything: 'Cancelar tudo',
    everythingStopped: 'Cancelou tudo.',
    resumeEverything: 'Voltar atrás',
    closed: 'Já não é enviado e-mail para este endereço. Escreva ao organizador para mudar isso.',
    nothingChanged: [
      'Nada foi alterado',
      'Este pedido não pede nada que conheçamos. Use os botões da página.',
    ],
    broken: [
      BROKEN,
      'Pode faltar uma parte. Abra-a de novo a partir do e-mail, ou responda ao e-mail a dizer que não quer mais.',
    ],
  },
  report: {
    title: 'Denunciar este convite?',
    text: 'Diga a quem gere este serviço que o convite é spam, uma fraude, ou nunca foi para si. O organizador não fica a saber quem é o denunciante. Para não receber mais convites, use a ligação para cancelar que está no e-mail.',
    button: 'Denunciar abuso',
    done: [
      'Obrigado',
      'A denúncia está registada, e quem gere este serviço vê-a. Pode fechar esta página.',
    ],
    broken: [BROKEN, 'Pode faltar uma parte. Abra-a de novo a partir do e-mail.'],
  },
  confirm: {
    title: 'Foi você que enviou este convite?',
    text: 'Um e-mail em seu nome convidou o endereço de calendário deste serviço. Nada prova que é seu, por isso espera. Se o enviou, deixe-o passar.',
    button: 'Sim, fui eu',
    otherwise: 'Se não, feche esta página: nada acontece.',
    done: [
      'Obrigado',
      'O convite passa agora. Dentro de momentos o seu próprio calendário mostra a resposta do endereço de calendário.',
    ],
    ended: [
      'Esta ligação já não funciona',
      'O convite já passou, ou já não existe. Convide de novo o endereço de calendário a partir do seu calendário.',
    ],
  },
  signIn: {
    title: 'Iniciar sessão',
    hint: 'Sem palavra-passe: recebe um e-mail com uma ligação e um código.',
    address: 'O seu endereço de e-mail',
    badAddress: 'Escreva um endereço de e-mail, como ada@example.org.',
    send: 'Enviar-me o e-mail',
    codeTitle: 'Veja a sua caixa de correio',
    codeHint:
      'Se este endereço pode iniciar sessão, há um e-mail a caminho. Abra a ligação neste navegador, ou escreva aqui o código.',
    code: 'Código de seis algarismos',
    wrongCode: WRONG_CODE,
    nothingCame: 'Nada depois de um minuto? Veja na pasta de spam.',
    askAgain: 'Pedir outro e-mail',
    signInAs: 'Vai iniciar sessão como',
    notYou: 'Se não é você, feche esta página.',
    newMail: 'Pedir um e-mail novo',
    unknown: [
      BROKEN,
      'Pode faltar uma parte, ou há um e-mail mais recente. Abra o último, ou peça outro.',
    ],
    used: ['Esta ligação já foi usada', 'Cada e-mail serve para iniciar sessão uma só vez.'],
    expired: ['Esta ligação é demasiado antiga', 'Um e-mail vale 15 minutos.'],
    otherBrowser: [
      'Pediu noutro navegador',
      'Abra a ligação lá, ou escreva lá o código do e-mail. Para iniciar sessão aqui, peça aqui.',
    ],
    tooMany: ['Foram tentados demasiados códigos', 'Com este e-mail já ninguém inicia sessão.'],
    wrong: ['Esse é outro código', WRONG_CODE],
    elsewhere: [
      'Nada aconteceu',
      'Este formulário não veio da nossa página, ou os cookies estão desligados.',
    ],
    signOut: 'Terminar sessão',
    signOutHere: 'Terminar sessão neste navegador',
    signedOut: 'Sessão terminada',
  },
};
