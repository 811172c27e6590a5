import { CALENDAR_REASONS } from './calendar-reasons.ts';
import { MAIL_REASONS } from './mail-reasons.ts';
import type { Outcome } from './outcome.ts';

/**
 * Every reason that a mail to one of our mailboxes can be given. `docs/inbound.md` lists them for
 * people; a test keeps both equal. A code is API: it stands in records, events and reports.
 */
export const REASONS = { ...CALENDAR_REASONS, ...MAIL_REASONS };

/** A code of the closed list. */
export type ReasonCode = keyof typeof REASONS;

/** The codes that can come with one outcome. */
export type ReasonFor<O extends Outcome> = {
  [C in ReasonCode]: O extends (typeof REASONS)[C]['outcomes'][number] ? C : never;
}[ReasonCode];
