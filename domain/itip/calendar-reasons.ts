import type { Reason } from './outcome.ts';

const NOTHING = 'Nothing.';
const RESEND = 'Send the invitation again from your calendar.';

/** Reasons that lie in the calendar, the recorded event or the ticket. */
export const CALENDAR_REASONS = {
  // Recorded
  accepted: {
    outcomes: ['ACCEPT'],
    sentence: 'The invitation is recorded and its guests can be invited.',
    todo: 'Send the event to a list.',
  },
  past_event: {
    outcomes: ['ACCEPT'],
    sentence: 'The invitation is recorded, but the event is over, so nobody will be invited.',
    todo: 'Move the event to a day to come, as a new event.',
  },
  updated: {
    outcomes: ['ACCEPT'],
    sentence: 'The change is recorded and goes to every guest.',
    todo: 'Nothing. Change the event again, and the guests hear of that too.',
  },
  cancelled: {
    outcomes: ['ACCEPT'],
    sentence: 'The cancellation is recorded and goes to every guest.',
    todo: 'Nothing.',
  },
  unchanged: {
    outcomes: ['ACCEPT'],
    sentence: 'The message is recorded; guests would notice no difference, so nobody is mailed.',
    todo: NOTHING,
  },
  answered: { outcomes: ['ACCEPT'], sentence: 'The answer is recorded.', todo: NOTHING },

  // Seen before
  duplicate: {
    outcomes: ['DROP'],
    sentence: 'The same message was recorded before.',
    todo: NOTHING,
  },
  stale: {
    outcomes: ['DROP'],
    sentence: 'The message is older than what is recorded, or was written more than 7 days ago.',
    todo: 'Send it again from your calendar if it still holds.',
  },

  // Calendar
  ics_malformed: {
    outcomes: ['DROP'],
    sentence: 'The calendar is broken, or holds several events or methods.',
    todo: RESEND,
  },
  ics_invalid: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'A value in the calendar is missing or impossible.',
    todo: 'Correct the event and send it again.',
  },
  ics_too_large: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The calendar is larger than is read, or has too many dates.',
    todo: 'Shorten the description or split the series.',
  },
  rrule_unsupported: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The event repeats in a way that calendars do not share.',
    todo: 'Use a daily, weekly, monthly or yearly rule.',
  },
  timezone_unknown: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The event is in a time zone that nobody knows.',
    todo: 'Choose a city or a standard zone in the event.',
  },
  too_many_attendees: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The invitation has more guests than are read.',
    todo: 'Invite this address alone and send the guests as a list.',
  },
  private_event: {
    outcomes: ['ANSWER', 'DROP'],
    sentence: 'The event is marked private or confidential; a list is the opposite.',
    todo: 'Set the event to public and send it again.',
  },
  handed_over: {
    outcomes: ['HOLD'],
    sentence: 'An event of a colleague has this UID: its calendar may have been handed over.',
    todo: 'The domain owner lets it through, and the event belongs to its new organizer.',
  },
  event_stopped: {
    outcomes: ['HOLD'],
    sentence:
      'The domain owner has stopped this event: what its organizer says of it changes nothing.',
    todo: 'Ask the domain owner; once they take that back, send it again.',
  },
  event_unknown: {
    outcomes: ['HOLD'],
    sentence: 'The cancellation, or the single date, is of an event that is not recorded.',
    todo: 'It waits for the event for 30 days: invite this address to the event itself.',
  },

  // Guests
  ticket_unknown: {
    outcomes: ['DROP'],
    sentence: 'The UID of the answer is not one of our invitations, or its event is gone.',
    todo: 'Answer the invitation that we sent.',
  },
  ticket_mismatch: {
    outcomes: ['DROP'],
    sentence: 'The UID of the answer was altered: it belongs to no invitation that we sent.',
    todo: 'Answer the invitation that we sent.',
  },
  reply_malformed: {
    outcomes: ['DROP'],
    sentence: 'The reply does not have exactly one guest with one answer: yes, maybe or no.',
    todo: 'Answer again with the buttons of your calendar.',
  },
  unverified: {
    outcomes: ['HOLD'],
    sentence: 'The answer has a valid ticket, but nothing proves who sent it.',
    todo: 'Answer from the address that was invited; set up DKIM for its domain.',
  },
  forwarded_guest: {
    outcomes: ['HOLD'],
    sentence: 'Somebody answered an invitation that was sent to another address.',
    todo: 'The organizer can invite that person.',
  },
  instance_unknown: {
    outcomes: ['DROP'],
    sentence: 'The answer is for a date that the series does not have.',
    todo: 'Answer the invitation that we sent.',
  },
  proposal: {
    outcomes: ['ACCEPT'],
    sentence: 'The guest proposes another time; it is recorded and the organizer is told.',
    todo: 'The organizer moves the event in their calendar, or leaves it.',
  },
  refreshed: {
    outcomes: ['ACCEPT'],
    sentence: 'The guest asked for the invitation again and gets it at the invited address.',
    todo: NOTHING,
  },
  refresh_refused: {
    outcomes: ['DROP'],
    sentence: 'Somebody else than the invited guest asked for the invitation again.',
    todo: 'Ask from the address that was invited.',
  },
  refreshed_lately: {
    outcomes: ['DROP'],
    sentence: 'The guest got the invitation again less than a day ago.',
    todo: 'Look for it among the mails of the last day.',
  },
  letter: {
    outcomes: ['HOLD'],
    sentence:
      'A letter: its sender is no guest of the event it is about, or wrote 10 in a day already.',
    todo: 'The domain owner reads it.',
  },
  letter_forwarded: {
    outcomes: ['ACCEPT'],
    sentence: 'A guest wrote a letter; its text goes on to the organizer.',
    todo: 'The organizer answers it.',
  },
} as const satisfies Readonly<Record<string, Reason>>;
