import type { PageTexts } from '../page-texts.ts';

const units = (one: string, many: string) => (interval: number) =>
  interval === 1 ? `every ${one}` : `every ${interval} ${many}`;

/** English. */
export const en: PageTexts = {
  when: 'When',
  where: 'Where',
  organizer: 'Organizer',
  repeats: 'Repeats',
  nextDates: 'Next dates',
  language: 'Language',
  address: 'Your email address',
  addressHint: 'You get one calendar invitation, and changes of it. Nothing else.',
  addressHintMany:
    'You get one calendar invitation for each event that you choose, and changes of it. Nothing else.',
  send: 'Send me the invitations',
  sendOne: 'Send me the invitation',
  leaveEmpty: 'Leave this field empty',
  remember: 'Remember my address on this device',
  cancelled: 'This event is cancelled.',
  past: 'This event is over.',
  closed: 'No more invitations are given out for this event.',
  invalidAddress: 'This is not an email address. It has the form name@example.com.',
  pressAgain: 'Please press the button once more.',
  sentTitle: 'Look into your mailbox',
  sentFrom: (sender) =>
    `If the address can receive it, the invitation is on its way. Its sender is ${sender}.`,
  sentKnown:
    'Gmail may ask whether you know the sender. Say that you do, or add the address to your contacts: only then does the event stand in your calendar before you answer.',
  sentAnswer:
    'Answer with Yes, Maybe or No in the mail or in your calendar. Changes come by themselves.',
  sentOnce:
    'Nothing after some minutes? Look into the spam folder. An address gets each invitation once.',
  sentHeld: 'Without JavaScript a person looks at it first: that may take a day.',
  back: 'Back to the event',
  tooManyTitle: 'Too many requests',
  tooMany: (minutes) =>
    minutes === 1 ? 'Please try again in a minute.' : `Please try again in ${minutes} minutes.`,
  checkTitle: 'One more moment',
  check:
    'Many invitations are asked for at this moment. Your device solves a small task that slows down robots. It goes on by itself.',
  checkWorking: 'Solving …',
  checkNoScript:
    'Without JavaScript your device cannot do it. Go on, and a person looks at it first.',
  checkPress: 'Go on',
  missingTitle: 'There is no page here',
  missing: 'The link may be incomplete, or the organizer does not show the event to the public.',
  copies: 'Only add it to my calendar',
  copiesHint: 'A copy: it cannot be answered, and changes do not reach it.',
  file: 'Calendar file (.ics)',
  subscribe: 'Subscribe to the calendar',
  subscribeHint: 'Apple Calendar, Outlook and Google show changes some hours later.',
  qr: 'QR code',
  qrHint: 'It opens this page.',
  eventsOf: (name) => `Events of ${name}`,
  chooseHint: 'Choose up to ten events.',
  noneUpcoming: 'No events are planned at the moment.',
  noneChosen: 'Choose at least one event.',
  buttonTitle: 'Get the calendar invitation',
  buttonFor: (masked) => `It goes to ${masked}.`,
  otherAddress: 'Use another address',
  previewTitle: 'Your button works',
  preview:
    'This is a preview: the mail program has put no address into the link. Readers see a page with their address and one button here. Nothing was sent.',
  openPage: 'Open the page of the event',
  rule: {
    every: {
      DAILY: units('day', 'days'),
      WEEKLY: units('week', 'weeks'),
      MONTHLY: units('month', 'months'),
      YEARLY: units('year', 'years'),
    },
    onDays: (days) => ` on ${days}`,
    times: (count) => `, ${count} times`,
    until: (date) => `, until ${date}`,
    otherwise: '',
  },
};
