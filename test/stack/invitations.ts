import { type CalendarKnobs, calendarText } from '../domain/itip/calendars.ts';
import { calendarParts, type SesMail, senderMail } from '../fixtures/ses-mail.ts';
import type { Incoming } from './inbound.ts';

const DAY = 86_400_000;

/** `20261124T140000Z`, so many days from now. */
export const stampIn = (days: number): string =>
  `${new Date(Date.now() + days * DAY).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** Date field of a mail written so many days from now. */
export const dateIn = (days: number): string =>
  new Date(Date.now() + days * DAY).toUTCString().replace('GMT', '+0000');

/** The calendar of an organizer's new event in two weeks. */
export const freshCalendar = (who: string, knobs: Partial<CalendarKnobs> = {}): string =>
  calendarText({
    uid: `${who.split('@')[0]}@google.com`,
    dtstamp: stampIn(0),
    organizer: `ORGANIZER;CN=Row:mailto:${who}`,
    times: [`DTSTART:${stampIn(14)}`, `DTEND:${stampIn(14.1)}`],
    ...knobs,
  });

/** What a row changes of a good mail to calendar@. */
export type RowMail = Readonly<{
  /** Words of X-Local-Verdicts. */
  verdicts?: string;
  mail?: Partial<SesMail>;
  calendar?: Partial<CalendarKnobs>;
  /** The whole calendar text in both copies; wins over `calendar`. */
  ics?: string;
  envelopeFrom?: string;
  /** @default calendar@ */
  to?: string;
}>;

/** The knobs of an organizer's invitation of today, in Google's shape. */
export function invitationKnobs(who: string, row: RowMail = {}): Partial<SesMail> {
  const { calendar = {}, ics = freshCalendar(who, calendar) } = row;
  const { headers = ['Auto-Submitted: auto-generated'], ...mail } = row.mail ?? {};
  const verdicts = row.verdicts === undefined ? [] : [`X-Local-Verdicts: ${row.verdicts}`];
  return {
    from: [`From: Row <${who}>`],
    date: dateIn(0),
    parts: calendarParts(ics, calendar.method ?? 'REQUEST'),
    ...mail,
    headers: [...verdicts, ...headers],
  };
}

/** A mail that is one part and no invitation, or none that says so. */
export const onlyPart = (type: string, body: string, disposition?: string): RowMail => ({
  mail: { headers: [], parts: [{ type, body, ...(disposition !== undefined && { disposition }) }] },
});

/** An organizer's invitation of today on its way to SMTP. */
export function bySmtp(who: string, calendarMailbox: string, row: RowMail = {}): Incoming {
  const { to = calendarMailbox, envelopeFrom = who } = row;
  return { via: 'smtp', from: envelopeFrom, to, raw: senderMail(invitationKnobs(who, row)) };
}
