import { NOW, type SesMail } from '../../fixtures/ses-mail.ts';
import type { CalendarKnobs } from './calendars.ts';
import type { Surroundings } from './organizer-mail.ts';

/** A mail to calendar@ that differs from a genuine one, and its outcome and reason. */
export type MailRow = readonly [
  title: string,
  verdict: string,
  mail?: Partial<SesMail>,
  around?: Surroundings,
  calendar?: Partial<CalendarKnobs>,
];

/** Nothing proves the sender. */
export const FAILED = {
  dkim: ['fail header.i=@corp.example'],
  dmarc: 'fail header.from=corp.example',
};

/** Nobody is enrolled. */
export const STRANGER: Surroundings = { enrolled: [] };

/** A mail with this From field. */
export const from = (line: string): Partial<SesMail> => ({ from: [`From: ${line}`] });

/** The mail is decided that many days after it was written. */
export const days = (count: number): Surroundings => ({
  now: new Date(NOW.getTime() + count * 24 * 3_600_000),
});
