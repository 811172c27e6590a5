import type { LinkTexts } from '../link-texts.ts';

const WRONG_CODE = 'That is not the code of the newest mail. Five tries are allowed.';
const BROKEN = 'This link does not work';

/** English. */
export const en: LinkTexts = {
  language: 'Language',
  busy: [
    'Please try again in a minute',
    'Something that this page needs gives no answer at the moment. If you pressed a button, press it again then.',
  ],
  unsubscribe: {
    title: 'Your invitations',
    stopped: 'Done: it is stopped. You can close this page.',
    resumed: 'Done: you get these mails again.',
    events: 'This event',
    moreEvents: 'Your other events',
    eventStopped: 'You get no more mail about it.',
    stopEvent: 'No more mail about this event',
    stopEventHint: 'You will not hear of changes either, nor of a cancellation.',
    resumeEvent: 'Send me mail about it again',
    organizers: 'Organizers',
    someOrganizer: 'An organizer',
    organizerStopped: 'Nothing is sent to you.',
    stopOrganizer: 'Nothing more from this organizer',
    resumeOrganizer: 'Allow invitations again',
    everything: 'Everything',
    everythingHint:
      'You will get no more calendar invitations from this sender. What is in your calendar stays there.',
    stopEverything: 'Unsubscribe from everything',
    everythingStopped: 'You are unsubscribed from everything.',
    resumeEverything: 'Take that back',
    closed: 'No mail goes to this address any more. Write to the organizer to change that.',
    nothingChanged: [
      'Nothing was changed',
      'This request asks for nothing that we know. Use the buttons of the page.',
    ],
    broken: [
      BROKEN,
      'Part of it may be missing. Open it again from the mail, or answer the mail and say that you want no more.',
    ],
  },
  report: {
    title: 'Report this invitation?',
    text: 'Tell whoever runs this service that the invitation is spam, a fraud, or was never meant for you. The organizer is not told who you are. To get no more invitations at all, use the unsubscribe link of the mail.',
    button: 'Report abuse',
    done: [
      'Thank you',
      'The report is recorded, and whoever runs this service sees it. You can close this page.',
    ],
    broken: [BROKEN, 'Part of it may be missing. Open it again from the mail.'],
  },
  confirm: {
    title: 'Did you send this invitation?',
    text: 'A mail in your name invited the calendar address of this installation. Nothing in it proves that it is yours, so it waits. If you sent it, let it through.',
    button: 'Yes, I sent it',
    otherwise: 'If you did not, close this page: nothing happens.',
    done: [
      'Thank you',
      'The invitation goes through now. In a moment your own calendar shows the answer of the calendar address.',
    ],
    ended: [
      'This link does not work any more',
      'The invitation was let through before, or it is gone. Invite the calendar address again from your calendar.',
    ],
  },
  signIn: {
    title: 'Sign in',
    hint: 'Without a password: you get a mail with a link and a code.',
    address: 'Your e-mail address',
    badAddress: 'Write one e-mail address, such as ada@example.org.',
    send: 'Send me the mail',
    codeTitle: 'Look into your mailbox',
    codeHint:
      'If this address may sign in, a mail is on its way. Open its link in this browser, or type its code here.',
    code: 'Code of six digits',
    wrongCode: WRONG_CODE,
    nothingCame: 'Nothing came after a minute? Look among the spam.',
    askAgain: 'Ask for another mail',
    signInAs: 'You sign in as',
    notYou: 'If that is not you, close this page.',
    newMail: 'Ask for a new mail',
    unknown: [
      BROKEN,
      'Part of it may be missing, or there is a newer mail. Open the newest one, or ask again.',
    ],
    used: ['This link was used before', 'Each mail signs in once.'],
    expired: ['This link is too old', 'A mail is good for 15 minutes.'],
    otherBrowser: [
      'You asked in another browser',
      'Open the link there, or type the code of the mail there. To sign in here, ask here.',
    ],
    tooMany: ['Too many codes were tried', 'This mail signs nobody in any more.'],
    wrong: ['That is another code', WRONG_CODE],
    elsewhere: ['Nothing happened', 'This form did not come from our page, or cookies are off.'],
    signOut: 'Sign out',
    signOutHere: 'Sign out of this browser',
    signedOut: 'You are signed out',
  },
};
