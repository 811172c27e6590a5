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

type AnswerCounts = { accepted: number; tentative: number; declined: number; none: number };

/** The numbers of one event. Every guest counts once, in one column of `answers`. */
export type EventStats = Readonly<{
  invited: Readonly<{ total: number; byOrigin: Readonly<Record<string, number>> }>;
  delivered: number;
  bounced: number;
  complained: number;
  failed: number;
  answers: Readonly<AnswerCounts>;
  /** Answers of people to whom a guest passed the invitation on; not in `answers`. */
  shared: Readonly<AnswerCounts>;
  /** Answers by the calendar client that wrote them. */
  byClient: Readonly<Record<string, number>>;
  /** Answers to single instances of a series, by original start. */
  byInstance: Readonly<Record<string, AnswerCounts>>;
}>;

const noAnswers = (): AnswerCounts => ({ accepted: 0, tentative: 0, declined: 0, none: 0 });

const COLUMN: Readonly<Partial<Record<Partstat, keyof AnswerCounts>>> = {
  ACCEPTED: 'accepted',
  TENTATIVE: 'tentative',
  DECLINED: 'declined',
};

/**
 * A counter that is fed an event's ledger, in any order, and gives its numbers.
 *
 * Derived by replay each time and stored nowhere: no counter can drift from the rows behind it.
 */
export function countStats(): { add(fact: LedgerFact): void; stats(): EventStats } {
  const byOrigin: Record<string, number> = {};
  const byClient: Record<string, number> = {};
  const byInstance: Record<string, AnswerCounts> = {};
  const answers = noAnswers();
  const shared = noAnswers();
  const deliveries = new Map<string, DeliveryState>();
  let failed = 0;
  let total = 0;

  const addAnswer = (answer: AnswerFact): void => {
    const column = COLUMN[answer.partstat] ?? 'none';
    if (answer.instance !== undefined) {
      const counts = byInstance[answer.instance] ?? noAnswers();
      counts[column] += 1;
      byInstance[answer.instance] = counts;
      return;
    }
    (answer.as === 'shared' ? shared : answers)[column] += 1;
    byClient[answer.client] = (byClient[answer.client] ?? 0) + 1;
  };

  const add = (fact: LedgerFact): void => {
    switch (fact.kind) {
      case 'sent':
        if (fact.state === 'failed') failed += 1;
        else {
          total += 1;
          byOrigin[fact.origin] = (byOrigin[fact.origin] ?? 0) + 1;
        }
        return;
      case 'answer':
        addAnswer(fact.answer);
        return;
      case 'delivery': {
        const before = deliveries.get(fact.guestKey);
        deliveries.set(fact.guestKey, before ? strongerState(before, fact.state) : fact.state);
        return;
      }
      default:
        fact satisfies never;
    }
  };

  const stats = (): EventStats => {
    const states = { delivered: 0, bounced: 0, complained: 0 };
    for (const state of deliveries.values()) {
      if (state === 'delivered' || state === 'bounced' || state === 'complained')
        states[state] += 1;
    }
    const answered = answers.accepted + answers.tentative + answers.declined;
    return {
      invited: { total, byOrigin },
      ...states,
      failed,
      answers: { ...answers, none: Math.max(0, total - answered) },
      shared,
      byClient,
      byInstance,
    };
  };
  return { add, stats };
}
