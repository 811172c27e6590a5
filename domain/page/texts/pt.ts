import type { PageTexts } from '../page-texts.ts';

const units = (one: string, many: string) => (interval: number) =>
  interval === 1 ? one : `a cada ${interval} ${many}`;

/** Portuguese. */
export const pt: PageTexts = {
  when: 'Quando',
  where: 'Onde',
  organizer: 'Organização',
  repeats: 'Repetição',
  nextDates: 'Próximas datas',
  language: 'Idioma',
  address: 'O seu endereço de e-mail',
  addressHint: 'Recebe um convite de calendário e as suas alterações. Mais nada.',
  addressHintMany:
    'Recebe um convite de calendário por cada evento escolhido, e as suas alterações. Mais nada.',
  send: 'Enviar-me os convites',
  sendOne: 'Enviar-me o convite',
  leaveEmpty: 'Deixe este campo vazio',
  remember: 'Memorizar o meu endereço neste dispositivo',
  cancelled: 'Este evento foi cancelado.',
  past: 'Este evento já passou.',
  closed: 'Já não há convites para este evento.',
  invalidAddress: 'Isto não é um endereço de e-mail. Tem a forma nome@example.com.',
  pressAgain: 'Por favor, prima o botão mais uma vez.',
  sentTitle: 'Veja na sua caixa de correio',
  sentFrom: (sender) =>
    `Se o endereço o puder receber, o convite está a caminho. O remetente é ${sender}.`,
  sentKnown:
    'O Gmail pode perguntar se conhece o remetente. Diga que sim, ou adicione o endereço aos seus contactos: só assim o evento está no seu calendário antes de responder.',
  sentAnswer:
    'Responda Sim, Talvez ou Não no e-mail ou no seu calendário. As alterações chegam sozinhas.',
  sentOnce:
    'Nada passados alguns minutos? Veja na pasta de spam. Um endereço recebe cada convite uma vez.',
  sentHeld: 'Sem JavaScript, o pedido é visto primeiro por uma pessoa: pode demorar um dia.',
  back: 'Voltar ao evento',
  tooManyTitle: 'Demasiados pedidos',
  tooMany: (minutes) =>
    `Tente de novo daqui a ${minutes === 1 ? 'um minuto' : `${minutes} minutos`}.`,
  checkTitle: 'Só mais um momento',
  check:
    'Neste momento pedem-se muitos convites. O seu dispositivo resolve uma pequena tarefa que trava os robôs. Continua sozinho.',
  checkWorking: 'A resolver …',
  checkNoScript:
    'Sem JavaScript o seu dispositivo não consegue. Continue, e o pedido será visto primeiro por uma pessoa.',
  checkPress: 'Continuar',
  missingTitle: 'Não há aqui nenhuma página',
  missing: 'A ligação pode estar incompleta, ou a organização não mostra o evento ao público.',
  copies: 'Apenas adicionar ao meu calendário',
  copiesHint: 'Uma cópia: não se pode responder, e as alterações não lhe chegam.',
  file: 'Ficheiro de calendário (.ics)',
  subscribe: 'Subscrever o calendário',
  subscribeHint: 'Apple, Outlook e Google mostram as alterações algumas horas depois.',
  qr: 'Código QR',
  qrHint: 'Abre esta página.',
  eventsOf: (name) => `Eventos de ${name}`,
  chooseHint: 'Escolha até dez eventos.',
  noneUpcoming: 'De momento não há eventos previstos.',
  noneChosen: 'Escolha pelo menos um evento.',
  buttonTitle: 'Receber o convite de calendário',
  buttonFor: (masked) => `Vai para ${masked}.`,
  otherAddress: 'Usar outro endereço',
  previewTitle: 'O seu botão funciona',
  preview:
    'Isto é uma pré-visualização: o programa de e-mail não pôs nenhum endereço na ligação. Os leitores veem aqui uma página com o seu endereço e um botão. Nada foi enviado.',
  openPage: 'Abrir a página do evento',
  rule: {
    every: {
      DAILY: units('todos os dias', 'dias'),
      WEEKLY: units('todas as semanas', 'semanas'),
      MONTHLY: units('todos os meses', 'meses'),
      YEARLY: units('todos os anos', 'anos'),
    },
    onDays: (days) => `, ${days}`,
    times: (count) => `, ${count} vezes`,
    until: (date) => `, até ${date}`,
    otherwise: 'A regra em inglês:',
  },
};
