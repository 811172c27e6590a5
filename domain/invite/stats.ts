import type { Partstat } from '../calendar/snapshot.ts';
import { type DeliveryState, strongerState } from './delivery.ts';

/** What a guest answered last. */
export type AnswerFact = Readonly<{
  partstat: Partstat;
  client: string;
  /** `shared`: somebody to whom the invitation was passed on. */
  as: 'guest' | 'shared';
  /** Set when the answer is for one instance of a series: its original start. */
  instance?: string;
}>;

/** One row about one guest, as the ledger holds it. */
export type LedgerFact =
  | Readonly<{
      kind: 'sent';
      guestKey: string;
      origin: string;
      state: 'sent' | 'failed' | 'unknown';
    }>
  | Readonly<{ kind: 'answer'; guestKey: string; answer: AnswerFact }>
  | Readonly<{ kind: 'delivery'; guestKey: string; state: DeliveryState }>;

/** How many guests answered what. `delegated`: they send somebody else, who counts as `shared`. */
export type AnswerCounts = Readonly<{
  accepted: number;
  tentative: number;
  declined: number;
  delegated: number;
  none: number;
}>;

/** The guests of one origin, each in one column. */
export type OriginCounts = AnswerCounts & Readonly<{ invited: number }>;

/** The numbers of one event. Every guest counts once, in one column of `answers`. */
export type EventStats = Readonly<{
  invited: Readonly<{ total: number; byOrigin: Readonly<Record<string, number>> }>;
  delivered: number;
  bounced: number;
  complained: number;
  failed: number;
  answers: AnswerCounts;
  /** Answers of people to whom a guest passed the invitation on; not in `answers`. */
  shared: AnswerCounts;
  /** The guests by where their addresses came from, and what those guests answered. */
  byOrigin: Readonly<Record<string, OriginCounts>>;
  /** Answers by the calendar client that wrote them. */
  byClient: Readonly<Record<string, number>>;
  /** Answers to single instances of a series, by original start. */
  byInstance: Readonly<Record<string, AnswerCounts>>;
}>;

type Column = keyof AnswerCounts;
type Counts = Record<Column, number>;

const noAnswers = (): Counts => ({ accepted: 0, tentative: 0, declined: 0, delegated: 0, none: 0 });

const COLUMN: Readonly<Record<Partstat, Column>> = {
  ACCEPTED: 'accepted',
  TENTATIVE: 'tentative',
  DECLINED: 'declined',
  DELEGATED: 'delegated',
  'NEEDS-ACTION': 'none',
};

/** What is known of one guest while the rows of their shard are read. */
type GuestRow = {
  origin?: string;
  isInvited?: boolean;
  delivery?: DeliveryState;
  column?: Column;
};

/** A counter that is fed an event's ledger and gives its numbers. */
export type StatsCounter = Readonly<{
  /** Takes one row. */
  add(fact: LedgerFact): void;
  /** Says that all rows about the guests so far were added, so that they need not be kept in memory. */
  endShard(): void;
  /** The numbers of everything that was added; the counter is then at its end. */
  stats(): EventStats;
}>;

/**
 * A counter for one event.
 *
 * Derived by replay each time and stored nowhere: no counter can drift from the rows behind it. Rows of one
 * guest may come in any order; memory grows with the guests of one shard, which is 1 in 32.
 */
export function countStats(): StatsCounter {
  const byOrigin = new Map<string, Counts & { invited: number }>();
  const byClient = new Map<string, number>();
  const byInstance = new Map<string, Counts>();
  const answers = noAnswers();
  const shared = noAnswers();
  const states = { delivered: 0, bounced: 0, complained: 0, failed: 0, total: 0 };
  const guests = new Map<string, GuestRow>();

  const rowOf = (guestKey: string): GuestRow => {
    const row = guests.get(guestKey) ?? {};
    guests.set(guestKey, row);
    return row;
  };

  const addAnswer = (guestKey: string, answer: AnswerFact): void => {
    const column = COLUMN[answer.partstat];
    if (answer.instance !== undefined) {
      const counts = byInstance.get(answer.instance) ?? noAnswers();
      counts[column] += 1;
      byInstance.set(answer.instance, counts);
      return;
    }
    byClient.set(answer.client, (byClient.get(answer.client) ?? 0) + 1);
    if (answer.as === 'shared') shared[column] += 1;
    else rowOf(guestKey).column = column;
  };

  const add = (fact: LedgerFact): void => {
    switch (fact.kind) {
      case 'sent':
        Object.assign(rowOf(fact.guestKey), {
          origin: fact.origin,
          isInvited: fact.state !== 'failed',
        });
        return;
      case 'answer':
        addAnswer(fact.guestKey, fact.answer);
        return;
      case 'delivery': {
        const row = rowOf(fact.guestKey);
        row.delivery = row.delivery ? strongerState(row.delivery, fact.state) : fact.state;
        return;
      }
      default:
        fact satisfies never;
    }
  };

  const close = ({ origin, isInvited, delivery, column }: GuestRow): void => {
    if (delivery === 'delivered' || delivery === 'bounced' || delivery === 'complained') {
      states[delivery] += 1;
    }
    if (isInvited === false) states.failed += 1;
    if (isInvited === true) states.total += 1;
    // Whoever answered was reached, whatever SES said of the mail.
    const standing = column ?? (isInvited === true ? 'none' : undefined);
    if (standing === undefined) return;
    answers[standing] += 1;
    if (origin === undefined) return;
    const counts = byOrigin.get(origin) ?? { invited: 0, ...noAnswers() };
    counts[standing] += 1;
    if (isInvited === true) counts.invited += 1;
    byOrigin.set(origin, counts);
  };

  const endShard = (): void => {
    for (const row of guests.values()) close(row);
    guests.clear();
  };

  const stats = (): EventStats => {
    endShard();
    const { total, ...others } = states;
    const invited = [...byOrigin].map(([origin, counts]) => [origin, counts.invited] as const);
    return {
      invited: { total, byOrigin: Object.fromEntries(invited) },
      ...others,
      answers,
      shared,
      byOrigin: Object.fromEntries(byOrigin),
      byClient: Object.fromEntries(byClient),
      byInstance: Object.fromEntries(byInstance),
    };
  };
  return { add, endShard, stats };
}
