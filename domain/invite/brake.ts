import { RANGE_SIZE } from './audience.ts';

/** Why a run was stopped before everybody was reached. */
export const STOPS = {
  asked: 'The run was stopped by somebody. Whoever was not reached can be sent to by a new run.',
  too_many_bounces:
    'Too many mails bounced, so the run stopped itself: Amazon SES pauses an account at 10 %. Clean the list, then send to it again: whoever was reached is skipped.',
  too_many_complaints:
    'Too many guests reported the mail as spam, so the run stopped itself: Amazon SES pauses an account at 0.5 %. Send only to people who asked for it.',
} as const;

/** A key of {@link STOPS}. */
export type StopReason = keyof typeof STOPS;

/** What SES said about the mails of a run. */
export type Feedback = Readonly<{
  /** Guests to whom a mail was handed over. */
  recipients: number;
  /** Guests whose mail bounced for good, and guests who complained. */
  bounced: number;
  complained: number;
}>;

/** Shares of the recipients at which a run is stopped. */
export type Limits = Readonly<{ bounced: number; complained: number }>;

/** For the first thousand of a big list: SES puts an account under review at 5 % (security.md 1.10). */
export const FIRST_LIMITS: Limits = { bounced: 0.05, complained: 0.003 };

/** While a run goes on: well before SES pauses the account at 10 % and 0.5 % (security.md 1.10). */
export const RUN_LIMITS: Limits = { bounced: 0.08, complained: 0.003 };

/** Of fewer recipients a share says nothing. */
const MIN_RECIPIENTS = 200;

/** Guests of a big list who are mailed before the run waits for what SES says of them. */
export const FIRST_GUESTS = 1_000;

/** The ranges that they are in: all that pass 0 of a big list hands out. */
export const FIRST_RANGES = FIRST_GUESTS / RANGE_SIZE;

/** Why a run must stop; undefined when it may go on. */
export function judge(
  { recipients, bounced, complained }: Feedback,
  limits: Limits,
): StopReason | undefined {
  if (recipients < MIN_RECIPIENTS) return undefined;
  if (bounced >= limits.bounced * recipients) return 'too_many_bounces';
  return complained >= limits.complained * recipients ? 'too_many_complaints' : undefined;
}
