/**
 * Everything that is kept of a person, by its kind: where it lies, and what an erasure makes of it. An export shows every
 * kind, an erasure goes through every kind: docs/operate.md has this table, and a test fills it.
 */
export const KEPT_OF_GUEST = {
  list: {
    where: 'lists, their previews, and uploads or mails that they came in',
    erased: 'their rows go; the upload and the mail are deleted',
  },
  audience: {
    where: 'audiences of runs',
    erased: 'their line is blanked, with as many octets as it had',
  },
  mail: {
    where: 'mails that name them as their sender, and what was decided about those',
    erased:
      'deleted, also those that wait for a decision; the record under the id of the mail stays',
  },
  answered_mail: {
    where: 'mails that answer with their ticket, whatever address they came from',
    erased: 'deleted, with what was decided',
  },
  sign_in: { where: '`SIGNIN#…`', erased: 'the address goes; no link or code is good any more' },
  session: { where: '`SESSION#…`', erased: 'the address goes, and the session ends' },
  key: { where: '`KEY#…` of keys that act for them', erased: 'the address goes, and the key ends' },
  export: { where: 'exports of what is kept of them', erased: 'the files are deleted' },
  act: {
    where: '`AUDIT#…`: what they did when signed in, and what was done about them',
    erased: 'the address goes; what was done stays under their key, for 400 days',
  },
  guest: {
    where: '`OUT#…` of each event: who they are, and what they were sent',
    erased: 'address, name and zone go; the row stays, so that counts still add up',
  },
  ask: {
    where: '`ASK#…`: what they asked for on a page or by a button',
    erased: 'address and name go; whoever waited for a person is refused',
  },
  answer: { where: '`IN#…` of each event', erased: 'their words go; yes, maybe or no stays' },
  proposal: { where: '`PRO#…` of each event', erased: 'their words go; the times stay' },
  letter: {
    where: '`LET#…` of each event: that they wrote a letter, and when; the letter is a `mail`',
    erased: 'stays: it names nobody',
  },
  report: { where: '`REPORT#…`: a mail that they reported as abuse', erased: 'stays' },
  wish: {
    where: '`SUP#…`: what they want no mail of, and what bounced',
    erased: 'stays, so that later lists skip them as `erased`',
  },
  organizer: {
    where: '`ORG#…`, and the events that they organize',
    erased: 'stays, and is left to you: see below',
  },
  fact: { where: 'facts that webhooks and the bus are told', erased: 'stays, for a month' },
} as const satisfies Readonly<Record<string, Readonly<{ where: string; erased: string }>>>;

/** One of {@link KEPT_OF_GUEST}. */
export type KeptKind = keyof typeof KEPT_OF_GUEST;
