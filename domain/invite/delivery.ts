/** What SES says became of one mail. */
export type DeliveryState =
  | 'sent'
  | 'delivered'
  | 'delayed'
  | 'rejected'
  | 'bounced'
  | 'complained';

/**
 * One thing that SES said about one mail to one guest. Facts are only ever added, never changed, so
 * that duplicates and any order of arrival give the same picture (Table B, B20).
 */
export type DeliveryFact = Readonly<{
  eventId: string;
  guestKey: string;
  sendId: string;
  state: DeliveryState;
  /** The run that sent it. */
  runId?: string;
  /** True for a bounce that will not go away (SES bounceType Permanent). */
  permanent: boolean;
  /** True for a bounce that may go away (SES bounceType Transient): a full mailbox, a server that is down. */
  transient?: boolean;
  /** ISO instant that SES gives. */
  at: string;
}>;

const STATES: Readonly<Record<string, DeliveryState>> = {
  Send: 'sent',
  Delivery: 'delivered',
  DeliveryDelay: 'delayed',
  Reject: 'rejected',
  Bounce: 'bounced',
  Complaint: 'complained',
};

/** Rank of a state; the highest that was ever reported wins: complained > bounced > … > sent. */
const RANK: Readonly<Record<DeliveryState, number>> = {
  sent: 0,
  delayed: 1,
  delivered: 2,
  rejected: 3,
  bounced: 4,
  complained: 5,
};

/** Soft bounces after which a guest is suppressed, over all events (security.md 1.10). */
export const MAX_SOFT_BOUNCES = 3;

/** What a fact says against the run that sent the mail, in the eyes of SES; undefined for nothing. */
export function reproachOf({
  state,
  permanent,
}: DeliveryFact): 'bounced' | 'complained' | undefined {
  if (state === 'complained') return state;
  return state === 'bounced' && permanent ? state : undefined;
}

/** The state that stands when both were reported. */
export function strongerState(a: DeliveryState, b: DeliveryState): DeliveryState {
  return RANK[a] >= RANK[b] ? a : b;
}

const first = (value: unknown): string | undefined => {
  const text: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof text === 'string' ? text : undefined;
};

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/**
 * The fact in the `detail` of one of SES's EventBridge events.
 *
 * @returns undefined for a mail without our tags (an answer to an organizer, a report) and for kinds
 *   of events that say nothing about delivery (opens, clicks)
 */
export function readDeliveryFact(detail: unknown): DeliveryFact | undefined {
  const state = STATES[String(field(detail, 'eventType'))];
  const mail = field(detail, 'mail');
  const tags = field(mail, 'tags');
  const eventId = first(field(tags, 'evt'));
  const guestKey = first(field(tags, 'gst'));
  const sendId = first(field(tags, 'snd'));
  if (!state || !eventId || !guestKey || !sendId) return undefined;
  const at = field(mail, 'timestamp');
  const runId = first(field(tags, 'run'));
  const bounceType = field(field(detail, 'bounce'), 'bounceType');
  return {
    eventId,
    guestKey,
    sendId,
    state,
    permanent: bounceType === 'Permanent',
    ...(bounceType === 'Transient' && { transient: true }),
    ...(runId !== undefined && { runId }),
    at: typeof at === 'string' ? at : '',
  };
}
