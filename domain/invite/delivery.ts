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
  /** True for a bounce that will not go away (SES bounceType Permanent). */
  permanent: boolean;
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
  return {
    eventId,
    guestKey,
    sendId,
    state,
    permanent: field(field(detail, 'bounce'), 'bounceType') === 'Permanent',
    at: typeof at === 'string' ? at : '',
  };
}
