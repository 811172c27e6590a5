import ICAL from 'ical.js';
import { simpleParser } from 'mailparser';
import { DemoFailed } from './api.ts';

/** What a calendar client shows of a mail, read with parsers that the product does not use so. */
export type ShownEvent = Readonly<{
  method: string;
  uid: string;
  sequence: number;
  /** `DTSTART…` and `DTEND…` lines. */
  times: readonly string[];
  summary: string;
  organizer: string;
  isInstance: boolean;
}>;

/** How many mails went out: all, or those to one address. */
export async function countMails(mailbox: string, to?: string): Promise<number> {
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  const answer = await fetch(`${mailbox}/messages/count${query}`);
  return ((await answer.json()) as { count: number }).count;
}

/**
 * How many mails went to others than these. For when nothing is being sent; a mail that goes out between two counts, as a
 * run's report does behind its last guest, is counted right.
 */
export async function countOthers(mailbox: string, these: readonly string[]): Promise<number> {
  for (let total = await countMails(mailbox); ; ) {
    const theirs = await Promise.all(these.map((each) => countMails(mailbox, each)));
    const again = await countMails(mailbox);
    if (again === total) return theirs.reduce((rest, each) => rest - each, total);
    total = again;
  }
}

/** The events in the mails to one guest, the oldest first. @throws DemoFailed for one that is not theirs alone */
export async function shownTo(mailbox: string, guest: string): Promise<readonly ShownEvent[]> {
  const response = await fetch(`${mailbox}/messages?to=${encodeURIComponent(guest)}&limit=50`);
  const mails = (await response.json()) as { raw: string }[];
  return Promise.all(mails.map(({ raw }) => readEvent(raw, guest)));
}

async function readEvent(raw: string, guest: string): Promise<ShownEvent> {
  const mail = await simpleParser(raw);
  const part = mail.attachments.find(({ contentType }) => contentType === 'text/calendar');
  const calendar = new ICAL.Component(ICAL.parse(part?.content.toString('utf8') ?? ''));
  const event = calendar.getFirstSubcomponent('vevent');
  const text = (name: string): string => String(event?.getFirstPropertyValue(name) ?? '');
  const attendees = event?.getAllProperties('attendee').map((each) => String(each.getFirstValue()));
  if (attendees?.length !== 1 || attendees[0] !== `mailto:${guest}`) {
    throw new DemoFailed(`the invitation of ${guest} is not theirs alone`);
  }
  const times = ['dtstart', 'dtend'].map(
    (name) => event?.getFirstProperty(name)?.toICALString() ?? '',
  );
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: text('uid'),
    sequence: Number(text('sequence')),
    times,
    summary: text('summary'),
    organizer: text('organizer').replace(/^mailto:/i, ''),
    isInstance: event?.hasProperty('recurrence-id') ?? false,
  };
}
