import type { DomainEvent } from '../api/types.ts';

/** Sums over events. `byDay` is when answers came, by UTC date, the first day first. */
export type Totals = Readonly<{
  invited: number;
  answered: number;
  delivered: number;
  bounced: number;
  complained: number;
  failed: number;
  byDay: readonly Readonly<{ day: string; counts: DomainEvent['byDay'][string] }>[];
}>;

const KINDS = ['accepted', 'tentative', 'declined', 'delegated'] as const;

/** The sums of some events. */
export function totalsOf(events: readonly DomainEvent[]): Totals {
  const sum = (count: (event: DomainEvent) => number): number =>
    events.reduce((all, event) => all + count(event), 0);
  const days = new Map<string, DomainEvent['byDay'][string]>();
  for (const { byDay } of events) {
    for (const [day, counts] of Object.entries(byDay)) {
      const before = days.get(day) ?? { accepted: 0, tentative: 0, declined: 0, delegated: 0 };
      days.set(day, {
        accepted: before.accepted + counts.accepted,
        tentative: before.tentative + counts.tentative,
        declined: before.declined + counts.declined,
        delegated: before.delegated + counts.delegated,
      });
    }
  }
  return {
    invited: sum(({ invited }) => invited),
    answered: sum(({ answers }) => KINDS.reduce((all, kind) => all + answers[kind], 0)),
    delivered: sum(({ delivered }) => delivered),
    bounced: sum(({ bounced }) => bounced),
    complained: sum(({ complained }) => complained),
    failed: sum(({ failed }) => failed),
    byDay: [...days].sort().map(([day, counts]) => ({ day, counts })),
  };
}

/**
 * Shares at which Amazon SES puts an account under review, and at which it may pause it (Amazon SES Developer Guide,
 * «Reputation metrics»).
 */
export const SES_LIMITS = {
  bounced: { review: 0.05, pause: 0.1 },
  complained: { review: 0.001, pause: 0.005 },
} as const;

/** How a share stands to the limits of SES. */
export type Standing = 'good' | 'warn' | 'bad';

/** Where a share is: `warn` from half of the way to a review on, `bad` from the review on. */
export function standingOf(share: number, { review }: Readonly<{ review: number }>): Standing {
  if (share >= review) return 'bad';
  return share >= review / 2 ? 'warn' : 'good';
}
