import type { DeliveryFact } from '../invite/delivery.ts';
import type { EventVersion } from '../invite/event.ts';
import type { RunKind, Tally } from '../invite/run.ts';
import type { Answer } from '../itip/decisions.ts';

/** What an installation tells others, by the name that webhooks and the bus give it. */
export const FACT_TYPES = [
  'invitation.sent',
  'invitation.delivered',
  'invitation.bounced',
  'rsvp.changed',
  'event.updated',
  'event.cancelled',
  'run.finished',
] as const;

/** One of {@link FACT_TYPES}. */
export type FactType = (typeof FACT_TYPES)[number];

/**
 * Something that happened. Names a guest by their key alone: no address, no title, no words of a person.
 *
 * `id` is derived from what happened, so that the same fact told twice has one id.
 */
export type Fact = Readonly<{
  id: string;
  type: FactType;
  /** ISO instant. */
  at: string;
  eventId: string;
  guestKey?: string;
  data: Readonly<Record<string, string | number | boolean>>;
}>;

/** Of two facts of one instant about one guest, which comes first. */
const RANK: Readonly<Record<FactType, number>> = {
  'event.updated': 0,
  'event.cancelled': 0,
  'invitation.sent': 1,
  'invitation.delivered': 2,
  'invitation.bounced': 3,
  'rsvp.changed': 4,
  'run.finished': 5,
};

/**
 * Grows with each fact about one guest, whatever the order of arrival: milliseconds since 1970 times ten, plus the rank
 * of the type. A number: 14 digits, exact in JSON.
 */
export const orderOf = ({ at, type }: Fact): number => Date.parse(at) * 10 + RANK[type];

/** What a receiver gets: the body of a webhook, and the detail of an event on the bus. @param address of the guest */
export function bodyOf(fact: Fact, address?: string) {
  const { type, at, eventId, guestKey, data } = fact;
  return {
    type,
    timestamp: at,
    data: {
      eventId,
      ...(guestKey !== undefined && { guestKey }),
      ...(address !== undefined && address !== '' && { address }),
      order: orderOf(fact),
      ...data,
    },
  };
}

const SENT_AS = {
  send: 'invitation',
  invite: 'invitation',
  update: 'update',
  cancel: 'cancellation',
  nudge: 'reminder',
  resend: 'reminder',
} as const satisfies Record<RunKind, string>;

/** A mail that SES took, which brings the guest to a version. @param at epoch ms at which it was handed over */
export const sentFact = (
  sent: Readonly<{
    eventId: string;
    guestKey: string;
    sendId: string;
    version: number;
    at: number;
    run: Readonly<{ runId: string; kind: RunKind }>;
  }>,
): Fact => ({
  id: `sent-${sent.sendId}`,
  type: 'invitation.sent',
  at: new Date(sent.at).toISOString(),
  eventId: sent.eventId,
  guestKey: sent.guestKey,
  data: { runId: sent.run.runId, version: sent.version, as: SENT_AS[sent.run.kind] },
});

/** What SES said of a mail, where others are told of it. @param now ISO, where SES gives no time */
export function deliveryFact(fact: DeliveryFact, now: string): Fact | undefined {
  const { eventId, guestKey, sendId, state, runId, permanent } = fact;
  if (state !== 'delivered' && state !== 'bounced') return undefined;
  const named = { eventId, guestKey, at: instantOf(fact.at) ?? now };
  const run = runId === undefined ? {} : { runId };
  return state === 'delivered'
    ? { ...named, id: `delivered-${sendId}`, type: 'invitation.delivered', data: run }
    : {
        ...named,
        id: `bounced-${sendId}`,
        type: 'invitation.bounced',
        data: { ...run, permanent },
      };
}

const instantOf = (text: string): string | undefined => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

/** An answer that counts now. @param instance original start of a date of a series @param place of it in its mail */
export const answerFact = (
  who: Readonly<{ eventId: string; guestKey: string; sharedWith?: string }>,
  answer: Pick<Answer, 'partstat' | 'mailId' | 'arrivedAt'>,
  instance: string | undefined,
  place: number,
): Fact => ({
  id: `rsvp-${answer.mailId}-${place}`,
  type: 'rsvp.changed',
  at: answer.arrivedAt,
  eventId: who.eventId,
  guestKey: who.guestKey,
  data: {
    answer: answer.partstat.toLowerCase(),
    ...(instance !== undefined && { instance }),
    ...(who.sharedWith !== undefined && { sharedKey: who.sharedWith }),
  },
});

/** A version that guests notice; undefined for the first one, and for one that nobody notices. */
export function versionFact(version: EventVersion): Fact | undefined {
  const { eventId, version: number, sequence, kind, at } = version;
  if (kind !== 'updated' && kind !== 'cancelled') return undefined;
  return {
    id: `event-${eventId}-${number}`,
    type: kind === 'updated' ? 'event.updated' : 'event.cancelled',
    at,
    eventId,
    data: { version: number, sequence },
  };
}

/** A run that has ended. @param at ISO */
export const runFact = (
  run: Readonly<{ runId: string; eventId: string; kind: RunKind; total?: number }>,
  state: 'finished' | 'stopped',
  { sent, failed, skipped }: Tally,
  at: string,
): Fact => ({
  id: `run-${run.runId}`,
  type: 'run.finished',
  at,
  eventId: run.eventId,
  data: {
    runId: run.runId,
    kind: run.kind,
    state,
    ...{ total: run.total ?? 0, sent, failed, skipped },
  },
});
