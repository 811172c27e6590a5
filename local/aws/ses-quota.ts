import type { Clock } from '../bus/clock.ts';
import type { SesFault } from './ses-request.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What an account may send, counted in recipients. */
export type SendLimits = Readonly<{
  /** @default 5,000 */
  maxSendRate?: number;
  /** @default 10,000,000 */
  max24HourSend?: number;
}>;

/** SES's SendQuota, kept. */
export type Quota = Readonly<{
  /** Counts `recipients` in, or gives the throttling error and counts nothing. */
  take(recipients: number): SesFault | undefined;
  /** Gives back what was taken for a mail that was not accepted. */
  giveBack(recipients: number): void;
  state(): Readonly<{ Max24HourSend: number; MaxSendRate: number; SentLast24Hours: number }>;
}>;

/**
 * Gives the account's quota: a rate with bursts of one second, and a sum over 24 hours by the minute.
 *
 * @param sent  recipients by minute of what was sent before
 */
export function keepQuota(
  clock: Clock,
  limits: SendLimits,
  sent: readonly Readonly<{ minute: number; count: number }>[],
): Quota {
  const { maxSendRate = 5_000, max24HourSend = 10_000_000 } = limits;
  const byMinute = new Map(sent.map(({ minute, count }) => [minute, count]));
  let total = sent.reduce((sum, { count }) => sum + count, 0);
  let tokens = maxSendRate;
  let filledAt = clock.now();

  function forgetOld(): void {
    const oldest = Math.floor((clock.now() - DAY_MS) / MINUTE_MS);
    for (const [minute, count] of byMinute) {
      if (minute > oldest) return;
      byMinute.delete(minute);
      total -= count;
    }
  }

  function add(recipients: number): void {
    const minute = Math.floor(clock.now() / MINUTE_MS);
    byMinute.set(minute, (byMinute.get(minute) ?? 0) + recipients);
    total += recipients;
  }

  return {
    take(recipients) {
      forgetOld();
      const now = clock.now();
      tokens = Math.min(maxSendRate, tokens + ((now - filledAt) / 1000) * maxSendRate);
      filledAt = now;
      if (total + recipients > max24HourSend) return throttled('Daily message quota exceeded.');
      // A mail to more people than the rate goes out on a full bucket, else it never would.
      if (tokens < Math.min(recipients, maxSendRate))
        return throttled('Maximum sending rate exceeded.');
      tokens -= recipients;
      add(recipients);
      return undefined;
    },
    giveBack: (recipients) => add(-recipients),
    state() {
      forgetOld();
      return { Max24HourSend: max24HourSend, MaxSendRate: maxSendRate, SentLast24Hours: total };
    },
  };
}

function throttled(message: string): SesFault {
  return { status: 429, name: 'TooManyRequestsException', message };
}
