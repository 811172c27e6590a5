import type { PageTexts } from '../page-texts.ts';

/** German. */
export const de: PageTexts = {
  when: 'Wann',
  where: 'Wo',
  organizer: 'Veranstalter',
  repeats: 'Wiederholung',
  nextDates: 'Nächste Termine',
  language: 'Sprache',
  address: 'Ihre E-Mail-Adresse',
  addressHint: 'Sie bekommen eine Kalendereinladung und ihre Änderungen. Sonst nichts.',
  addressHintMany:
    'Sie bekommen eine Kalendereinladung für jeden gewählten Termin und deren Änderungen. Sonst nichts.',
  send: 'Einladungen an mich schicken',
  sendOne: 'Einladung an mich schicken',
  leaveEmpty: 'Dieses Feld leer lassen',
  remember: 'Meine Adresse auf diesem Gerät merken',
  cancelled: 'Diese Veranstaltung ist abgesagt.',
  past: 'Diese Veranstaltung ist vorbei.',
  closed: 'Für diese Veranstaltung gibt es keine Einladungen mehr.',
  invalidAddress: 'Das ist keine E-Mail-Adresse. Sie hat die Form name@example.com.',
  pressAgain: 'Bitte drücken Sie den Knopf noch einmal.',
  sentTitle: 'Sehen Sie in Ihr Postfach',
  sentFrom: (sender) =>
    `Wenn die Adresse sie empfangen kann, ist die Einladung unterwegs. Ihr Absender ist ${sender}.`,
  sentKnown:
    'Gmail fragt vielleicht, ob Sie den Absender kennen. Sagen Sie ja, oder nehmen Sie die Adresse in Ihre Kontakte auf: Nur dann steht der Termin schon vor Ihrer Antwort im Kalender.',
  sentAnswer:
    'Antworten Sie in der Mail oder im Kalender mit Ja, Vielleicht oder Nein. Änderungen kommen von selbst.',
  sentOnce:
    'Nach einigen Minuten noch nichts da? Sehen Sie im Spam-Ordner nach. Jede Einladung geht einmal an eine Adresse.',
  sentHeld: 'Ohne JavaScript prüft zuerst ein Mensch die Anfrage: Das kann einen Tag dauern.',
  back: 'Zurück zur Veranstaltung',
  tooManyTitle: 'Zu viele Anfragen',
  tooMany: (minutes) =>
    `Bitte versuchen Sie es in ${minutes === 1 ? 'einer Minute' : `${minutes} Minuten`} noch einmal.`,
  checkTitle: 'Einen Augenblick noch',
  check:
    'Im Moment wollen sehr viele eine Einladung. Ihr Gerät löst eine kleine Aufgabe, die Roboter bremst. Es geht von selbst weiter.',
  checkWorking: 'Wird gelöst …',
  checkNoScript:
    'Ohne JavaScript kann Ihr Gerät das nicht. Gehen Sie weiter, dann prüft zuerst ein Mensch die Anfrage.',
  checkPress: 'Weiter',
  missingTitle: 'Hier ist keine Seite',
  missing:
    'Vielleicht ist der Link unvollständig, oder der Veranstalter zeigt den Termin nicht öffentlich.',
  copies: 'Nur in meinen Kalender eintragen',
  copiesHint: 'Eine Kopie: Sie lässt sich nicht beantworten, und Änderungen erreichen sie nicht.',
  file: 'Kalenderdatei (.ics)',
  subscribe: 'Kalender abonnieren',
  subscribeHint: 'Apple Kalender, Outlook und Google zeigen Änderungen einige Stunden später.',
  qr: 'QR-Code',
  qrHint: 'Er öffnet diese Seite.',
  eventsOf: (name) => `Termine von ${name}`,
  chooseHint: 'Wählen Sie bis zu zehn Termine.',
  noneUpcoming: 'Zurzeit sind keine Termine geplant.',
  noneChosen: 'Wählen Sie mindestens einen Termin.',
  buttonTitle: 'Kalendereinladung holen',
  buttonFor: (masked) => `Sie geht an ${masked}.`,
  otherAddress: 'Andere Adresse verwenden',
  previewTitle: 'Ihr Knopf funktioniert',
  preview:
    'Das ist eine Vorschau: Das Mailprogramm hat keine Adresse in den Link gesetzt. Leser sehen hier eine Seite mit ihrer Adresse und einem Knopf. Es wurde nichts verschickt.',
  openPage: 'Seite der Veranstaltung öffnen',
  rule: {
    every: {
      DAILY: (interval) => (interval === 1 ? 'jeden Tag' : `alle ${interval} Tage`),
      WEEKLY: (interval) => (interval === 1 ? 'jede Woche' : `alle ${interval} Wochen`),
      MONTHLY: (interval) => (interval === 1 ? 'jeden Monat' : `alle ${interval} Monate`),
      YEARLY: (interval) => (interval === 1 ? 'jedes Jahr' : `alle ${interval} Jahre`),
    },
    onDays: (days) => `, ${days}`,
    times: (count) => `, ${count}-mal`,
    until: (date) => `, bis ${date}`,
    otherwise: 'Die Regel auf Englisch:',
  },
};
