import type { Partstat } from '../calendar/snapshot.ts';
import type { DeliveryState } from './delivery.ts';
import { holdingOf, type SentRecord } from './sent-record.ts';

/** What became of the last mail to a guest: what SES said of it, else how handing it over ended. */
export type GuestDelivery = DeliveryState | 'failed' | 'unknown';

/** An answer as the ledger holds it. */
export type StoredAnswer = Readonly<{
  partstat: Partstat;
  /** SEQUENCE of what was answered. */
  sequence: number;
  /** Instants at which it was written and came in. */
  dtstamp?: string;
  arrivedAt: string;
  comment?: string;
  /** Original start of the date that it is about; absent: the whole event. */
  instance?: string;
}>;

/** What somebody answered, for people. */
export type GuestAnswer = Readonly<{
  answer: 'accepted' | 'tentative' | 'declined' | 'delegated' | 'none';
  /** ISO instant at which it was given, by the clock of the guest's client where that says it. */
  at: string;
  arrivedAt: string;
  comment?: string;
  /** Version of the event that was answered. */
  version?: number;
}>;

/** The answer to one date of a series. */
export type DateAnswer = GuestAnswer & Readonly<{ instance: string }>;

/** One line of an event's guests: a guest, or somebody to whom a guest passed the invitation on. */
export type GuestRow =
  | Readonly<{
      kind: 'guest';
      guestKey: string;
      address: string;
      name?: string;
      /** IANA zone, where a list said it. */
      zone?: string;
      origin: string;
      /** Version that their calendar shows, as far as that is known. */
      version?: number;
      /** It is the newest that guests notice. */
      isNewest: boolean;
      delivery: GuestDelivery;
      answer?: GuestAnswer;
      /** They answered, and the event was moved since. */
      mustReconfirm: boolean;
      /** Answers to single dates of a series. */
      dates: readonly DateAnswer[];
    }>
  | Readonly<{
      kind: 'shared';
      /** Of the guest who passed it on. */
      guestKey: string;
      sharedKey: string;
      answer: GuestAnswer;
      /** Set when the answer is for one date of a series: its original start. */
      instance?: string;
    }>;

/** What is stored about one guest. */
export type GuestFacts = Readonly<{
  sent: SentRecord &
    Readonly<{
      guestKey: string;
      address: string;
      name?: string;
      zone?: string;
      origin: string;
    }>;
  /** The strongest that SES said of the last mail. */
  delivery?: DeliveryState;
  /** The guest's own answers. */
  answers: readonly StoredAnswer[];
}>;

/** What a row is compared with. */
export type EventView = Readonly<{
  sequence: number;
  timeSequence: number;
  /** SEQUENCE of each version by its number, from the first one. */
  sequences: ReadonlyMap<number, number>;
}>;

const ANSWERS: Readonly<Record<Partstat, GuestAnswer['answer']>> = {
  ACCEPTED: 'accepted',
  TENTATIVE: 'tentative',
  DECLINED: 'declined',
  DELEGATED: 'delegated',
  'NEEDS-ACTION': 'none',
};

/** An answer for people. */
export function answerOf(stored: StoredAnswer, { sequences }: EventView): GuestAnswer {
  const { partstat, sequence, dtstamp, arrivedAt, comment } = stored;
  const version = [...sequences].find(([, each]) => each === sequence)?.[0];
  return {
    answer: ANSWERS[partstat],
    at: dtstamp ?? arrivedAt,
    arrivedAt,
    ...(comment !== undefined && { comment }),
    ...(version !== undefined && { version }),
  };
}

/** The row of a guest. */
export function guestRow({ sent, delivery, answers }: GuestFacts, event: EventView): GuestRow {
  const { guestKey, address, name, zone, origin } = sent;
  const version = holdingOf(sent, sent.sequence).held;
  const own = answers.find(({ instance }) => instance === undefined);
  return {
    ...{ kind: 'guest', guestKey, address, origin },
    ...(name !== undefined && { name }),
    ...(zone !== undefined && { zone }),
    ...(version !== undefined && { version }),
    isNewest: version !== undefined && event.sequences.get(version) === event.sequence,
    // SES may report a mail whose handing over got no answer, and never one that it refused.
    delivery: delivery ?? sent.state,
    ...(own && { answer: answerOf(own, event) }),
    mustReconfirm: own !== undefined && own.sequence < event.timeSequence,
    dates: answers.flatMap((each) =>
      each.instance === undefined ? [] : [{ ...answerOf(each, event), instance: each.instance }],
    ),
  };
}

/** Where a guest stands with their last mail, as people ask for it. */
export const GUEST_STATES = [
  ...(['outdated', 'bounced', 'complained', 'failed', 'delivered', 'unknown'] as const),
] as const;

/** One of {@link GUEST_STATES}. */
export type GuestState = (typeof GUEST_STATES)[number];

/** Which rows somebody asks for; each absent one lets everybody through. */
export type GuestFilter = Readonly<{
  answered?: 'yes' | 'no' | undefined;
  answer?: GuestAnswer['answer'] | undefined;
  state?: GuestState | undefined;
  shared?: 'yes' | 'no' | undefined;
  /** What the address begins with. */
  q?: string | undefined;
}>;

/** True when a row is one of those that were asked for. */
export function isAskedFor(row: GuestRow, filter: GuestFilter): boolean {
  const { answered, answer, state, shared, q } = filter;
  if (shared !== undefined && (row.kind === 'shared') !== (shared === 'yes')) return false;
  if (answered !== undefined && (row.answer !== undefined) !== (answered === 'yes')) return false;
  if (answer !== undefined && row.answer?.answer !== answer) return false;
  // Who passed an invitation on is known; of the other one there is no mail of ours and no address here.
  if (row.kind === 'shared') return state === undefined && q === undefined;
  if (q !== undefined && !row.address.startsWith(q.toLowerCase())) return false;
  return state === undefined || isIn(row, state);
}

function isIn(
  { version, isNewest, delivery }: Extract<GuestRow, { kind: 'guest' }>,
  state: GuestState,
): boolean {
  switch (state) {
    case 'outdated':
      return version !== undefined && !isNewest;
    case 'failed':
      return delivery === 'failed' || delivery === 'rejected';
    case 'bounced':
    case 'complained':
    case 'delivered':
    case 'unknown':
      return delivery === state;
    default:
      return state satisfies never;
  }
}
