import type { Reason } from './outcome.ts';

const NOTHING = 'Nothing.';
const RESEND = 'Send the invitation again from your calendar.';

/** Reasons that lie in the mail: who sent it, what sent it, how it is built. */
export const MAIL_REASONS = {
  // Who sent it
  ses_block_id_mismatch: {
    outcomes: ['DROP'],
    sentence: 'The header block that SES writes first is missing or is that of another mail.',
    todo: 'Check that only SES writes to the inbox bucket.',
  },
  auth_missing: {
    outcomes: ['DROP'],
    sentence: 'SES wrote no authentication results for this mail.',
    todo: 'Check the receipt rule; then have the mail sent again.',
  },
  auth_unparseable: {
    outcomes: ['DROP'],
    sentence: 'The authentication results can be read in more than one way.',
    todo: 'Look at the HELO name and the envelope sender of the mail.',
  },
  auth_fail: {
    outcomes: ['DROP'],
    sentence: 'Nothing proves that the mail comes from the address in From.',
    todo: 'Set up DKIM and DMARC for the domain of that address, then send it again.',
  },
  unconfirmed: {
    outcomes: ['HOLD'],
    sentence: 'The mail names an organizer we know, but nothing proves that they sent it.',
    todo: 'The organizer gets a mail with a link that lets it through, once a day; set up DKIM for the domain.',
  },
  confirmed_by_reply: {
    outcomes: ['ACCEPT'],
    sentence: 'The organizer answered that a held mail is theirs; it goes through.',
    todo: NOTHING,
  },
  not_confirmed: {
    outcomes: ['DROP'],
    sentence: 'The answer to a confirmation mail is no YES, or not of the organizer who was asked.',
    todo: 'Answer YES from the address that was asked, or press the button of the page.',
  },
  from_malformed: {
    outcomes: ['DROP'],
    sentence: 'The From field is not one plain address with an optional name.',
    todo: 'Send it from a mail program that writes «Name <name@example.com>».',
  },
  from_multiple: {
    outcomes: ['DROP'],
    sentence: 'The mail has more than one From field.',
    todo: 'Send it from another mail program.',
  },
  from_mismatch: {
    outcomes: ['DROP'],
    sentence: 'From names another domain than the one that was checked.',
    todo: 'Send it from the mail server of the domain in From.',
  },
  organizer_unknown: {
    outcomes: ['HOLD', 'DROP'],
    sentence: 'The sender is proven, but may not create events here.',
    todo: 'Ask the domain owner to enrol the address.',
  },
  organizer_missing: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The invitation has no ORGANIZER.',
    todo: 'Create the event in a calendar of your own and invite this address.',
  },
  organizer_mismatch: {
    outcomes: ['DROP'],
    sentence: 'The sender of the mail is not the ORGANIZER of the event.',
    todo: 'Invite this address from the calendar of the organizer.',
  },
  delegate_held: {
    outcomes: ['HOLD'],
    sentence: 'The invitation was sent by somebody on behalf of the organizer.',
    todo: 'The domain owner can allow delegates; or the organizer sends it.',
  },
  forwarded_meeting: {
    outcomes: ['HOLD'],
    sentence: "Somebody forwarded another person's meeting.",
    todo: 'Invite this address from the calendar of the organizer.',
  },
  not_owner: {
    outcomes: ['DROP'],
    sentence: 'The event belongs to another organizer.',
    todo: 'Ask its organizer to change or cancel it.',
  },
  not_addressed_to_us: {
    outcomes: ['DROP'],
    sentence: 'Our address is neither in To or Cc nor a guest of the event.',
    todo: 'Add our address to the guests of the event.',
  },
  date_implausible: {
    outcomes: ['DROP'],
    sentence: 'The mail has no Date that can be read, or one more than a day ahead.',
    todo: 'Set the clock of the sending device, then send it again.',
  },

  // Harmful or automatic
  virus: { outcomes: ['DROP'], sentence: 'SES found a virus.', todo: 'Scan the sending device.' },
  spam: {
    outcomes: ['HOLD'],
    sentence: 'SES takes the mail for spam.',
    todo: 'The domain owner can look at it and have it sent again.',
  },
  scan_unsure: {
    outcomes: ['HOLD'],
    sentence: 'SES could not scan the mail, or is not sure.',
    todo: 'Send it again; the domain owner checks that the receipt rule scans.',
  },
  loop: {
    outcomes: ['DROP'],
    sentence: 'The mail was sent by this service or by another one of its kind.',
    todo: 'Take our addresses off the guest list of the other service.',
  },
  bounce: {
    outcomes: ['DROP'],
    sentence: 'A mail server reports about a mail of ours.',
    todo: NOTHING,
  },
  auto_reply: {
    outcomes: ['DROP'],
    sentence: 'The mail is an automatic answer, e.g. an out-of-office note.',
    todo: NOTHING,
  },
  mailing_list: {
    outcomes: ['DROP'],
    sentence: 'The mail is the copy of a mailing list.',
    todo: 'Invite this address itself; take it off the mailing list.',
  },

  // Shape
  too_large: {
    outcomes: ['DROP'],
    sentence: 'The mail is larger than 5 MB, or 40 MB with a list.',
    todo: 'Send the invitation without attachments; upload the list.',
  },
  mime_limits: {
    outcomes: ['DROP'],
    sentence: 'The mail has more headers, parts or levels than are read.',
    todo: RESEND,
  },
  mime_malformed: {
    outcomes: ['DROP'],
    sentence: 'The mail can be read in more than one way.',
    todo: RESEND,
  },
  poison: {
    outcomes: ['HOLD'],
    sentence: 'The mail could not be processed: a step failed after its retries.',
    todo: 'The domain owner looks at the execution and starts it again.',
  },
  no_calendar: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The mail has no invitation in it.',
    todo: 'Create an event in your calendar and invite this address.',
  },
  tnef: {
    outcomes: ['ANSWER', 'HOLD', 'DROP'],
    sentence:
      'Outlook sent the meeting in its own format (winmail.dat), which nobody else can read.',
    todo: 'Set Outlook or Exchange to send HTML or plain text instead of Rich Text.',
  },
  archive_not_supported: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The mail has a zip or gz file instead of an invitation or a list.',
    todo: 'Send the invitation, or the CSV or TXT file, itself.',
  },
  parts_differ: {
    outcomes: ['DROP'],
    sentence: 'The mail has two calendars that say different things.',
    todo: 'Send one invitation a mail, without another calendar file.',
  },
  method_mismatch: {
    outcomes: ['DROP'],
    sentence: 'The mail and the calendar in it name different methods.',
    todo: RESEND,
  },
  method_missing: {
    outcomes: ['HOLD', 'DROP'],
    sentence: 'The calendar has no METHOD: it is a saved file, not an invitation.',
    todo: 'Create the event in your calendar and invite this address.',
  },
  method_unsupported: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The calendar has a METHOD that is not supported.',
    todo: 'Change the event in your calendar and send the update.',
  },
  publish_held: {
    outcomes: ['HOLD'],
    sentence: 'The calendar is published, not an invitation; it is kept as a draft.',
    todo: 'Invite this address to the event.',
  },
  wrong_direction: {
    outcomes: ['DROP'],
    sentence: 'Answers go to the invitation address, invitations to the calendar address.',
    todo: 'Answer with the buttons of your calendar.',
  },
  list_staged: {
    outcomes: ['ACCEPT'],
    sentence: 'The list was read and is staged; the answer says what to do next.',
    todo: NOTHING,
  },
  list_refused: {
    outcomes: ['ANSWER'],
    sentence: 'The list has no row that can be invited; the answer says why.',
    todo: 'Correct its rows and send the list again.',
  },
  list_missing: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The mail has no file with a list, or more than 10.',
    todo: 'Attach a CSV or TXT file with one guest a row.',
  },
  list_without_event: {
    outcomes: ['ANSWER', 'DROP'],
    sentence:
      'Neither the subject, nor the text, nor a column of the list names one event of yours.',
    todo: "Write the event's id into the subject; it is in the mail that accepted the event.",
  },
} as const satisfies Readonly<Record<string, Reason>>;
