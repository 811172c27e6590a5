import type { LinkTexts } from '../link-texts.ts';

const WRONG_CODE = 'Das ist nicht der Code der neuesten Mail. Fünf Versuche sind erlaubt.';
const BROKEN = 'Dieser Link funktioniert nicht';

/** German. */
export const de: LinkTexts = {
  language: 'Sprache',
  busy: [
    'Bitte versuchen Sie es in einer Minute noch einmal',
    'Etwas, das diese Seite braucht, antwortet gerade nicht. Wenn Sie eine Taste gedrückt haben, drücken Sie sie dann noch einmal.',
  ],
  unsubscribe: {
    title: 'Ihre Einladungen',
    stopped: 'Erledigt: Sie bekommen das nicht mehr. Sie können die Seite schließen.',
    resumed: 'Erledigt: Sie bekommen diese Mails wieder.',
    events: 'Dieser Termin',
    moreEvents: 'Ihre anderen Termine',
    eventStopped: 'Sie bekommen keine Mails mehr dazu.',
    stopEvent: 'Keine Mails mehr zu diesem Termin',
    stopEventHint: 'Sie erfahren dann auch nicht, wenn er sich ändert oder ausfällt.',
    resumeEvent: 'Mails dazu wieder schicken',
    organizers: 'Veranstalter',
    someOrganizer: 'Ein Veranstalter',
    organizerStopped: 'Sie bekommen nichts von ihm.',
    stopOrganizer: 'Nichts mehr von diesem Veranstalter',
    resumeOrganizer: 'Einladungen wieder erlauben',
    everything: 'Alles',
    everythingHint:
      'Sie bekommen von diesem Absender keine Kalendereinladungen mehr. Was in Ihrem Kalender steht, bleibt dort.',
    stopEverything: 'Alles abbestellen',
    everythingStopped: 'Sie haben alles abbestellt.',
    resumeEverything: 'Das zurücknehmen',
    closed:
      'An diese Adresse geht keine Mail mehr. Schreiben Sie dem Veranstalter, wenn Sie das ändern wollen.',
    nothingChanged: [
      'Es wurde nichts geändert',
      'Diese Anfrage will nichts, was wir kennen. Nehmen Sie die Knöpfe der Seite.',
    ],
    broken: [
      BROKEN,
      'Vielleicht fehlt ein Teil. Öffnen Sie ihn noch einmal aus der Mail, oder antworten Sie auf die Mail, dass Sie nichts mehr wollen.',
    ],
  },
  report: {
    title: 'Diese Einladung melden?',
    text: 'Sagen Sie dem Betreiber dieses Dienstes, dass die Einladung Spam oder Betrug ist oder nie für Sie gedacht war. Der Veranstalter erfährt nicht, wer Sie sind. Wenn Sie gar keine Einladungen mehr wollen, nehmen Sie den Link zum Abbestellen in der Mail.',
    button: 'Missbrauch melden',
    done: [
      'Danke',
      'Die Meldung ist aufgenommen, und der Betreiber dieses Dienstes sieht sie. Sie können die Seite schließen.',
    ],
    broken: [BROKEN, 'Vielleicht fehlt ein Teil. Öffnen Sie ihn noch einmal aus der Mail.'],
  },
  confirm: {
    title: 'Haben Sie diese Einladung geschickt?',
    text: 'Eine Mail in Ihrem Namen hat die Kalenderadresse dieses Dienstes eingeladen. Nichts darin beweist, dass sie von Ihnen ist, darum wartet sie. Wenn Sie sie geschickt haben, lassen Sie sie durch.',
    button: 'Ja, die ist von mir',
    otherwise: 'Wenn nicht, schließen Sie diese Seite: Es geschieht nichts.',
    done: [
      'Danke',
      'Die Einladung geht jetzt durch. Gleich zeigt Ihr eigener Kalender die Antwort der Kalenderadresse.',
    ],
    ended: [
      'Dieser Link funktioniert nicht mehr',
      'Die Einladung wurde schon durchgelassen, oder es gibt sie nicht mehr. Laden Sie die Kalenderadresse noch einmal aus Ihrem Kalender ein.',
    ],
  },
  signIn: {
    title: 'Anmelden',
    hint: 'Ohne Passwort: Sie bekommen eine Mail mit einem Link und einem Code.',
    address: 'Ihre E-Mail-Adresse',
    badAddress: 'Schreiben Sie eine E-Mail-Adresse, etwa ada@example.org.',
    send: 'Mail schicken',
    codeTitle: 'Sehen Sie in Ihr Postfach',
    codeHint:
      'Wenn sich diese Adresse anmelden darf, ist eine Mail unterwegs. Öffnen Sie den Link in diesem Browser, oder tippen Sie hier den Code ein.',
    code: 'Code aus sechs Ziffern',
    wrongCode: WRONG_CODE,
    nothingCame: 'Nach einer Minute noch nichts da? Sehen Sie im Spam nach.',
    askAgain: 'Noch eine Mail anfordern',
    signInAs: 'Sie melden sich an als',
    notYou: 'Wenn Sie das nicht sind, schließen Sie diese Seite.',
    newMail: 'Neue Mail anfordern',
    unknown: [
      BROKEN,
      'Vielleicht fehlt ein Teil, oder es gibt eine neuere Mail. Öffnen Sie die neueste, oder fordern Sie eine an.',
    ],
    used: ['Dieser Link wurde schon benutzt', 'Mit jeder Mail meldet man sich einmal an.'],
    expired: ['Dieser Link ist zu alt', 'Eine Mail gilt 15 Minuten.'],
    otherBrowser: [
      'Sie haben in einem anderen Browser gefragt',
      'Öffnen Sie den Link dort, oder tippen Sie den Code dort ein. Um sich hier anzumelden, fragen Sie hier.',
    ],
    tooMany: ['Zu viele Codes wurden probiert', 'Mit dieser Mail meldet sich niemand mehr an.'],
    wrong: ['Das ist ein anderer Code', WRONG_CODE],
    elsewhere: [
      'Es ist nichts geschehen',
      'Dieses Formular kam nicht von unserer Seite, oder Cookies sind ausgeschaltet.',
    ],
    signOut: 'Abmelden',
    signOutHere: 'In diesem Browser abmelden',
    signedOut: 'Sie sind abgemeldet',
  },
};
