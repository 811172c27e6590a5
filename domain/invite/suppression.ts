/** Why somebody gets no mail. */
export type Suppressed =
  | 'bounced'
  | 'complained'
  | 'unsubscribed'
  | 'erased'
  /** By the domain owner. */
  | 'blocked'
  /** By the guest: nothing of this organizer, nothing of this event. */
  | 'organizer_blocked'
  | 'left_event';

/** What a guest who gets no mail is counted and told as. */
export const COUNTED_AS = {
  bounced: 'suppressed',
  complained: 'suppressed',
  unsubscribed: 'unsubscribed',
  erased: 'erased',
  blocked: 'suppressed',
  organizer_blocked: 'unsubscribed',
  left_event: 'unsubscribed',
} as const satisfies Record<Suppressed, string>;

/** Why somebody gets no mail at all: one of these at a time, the strongest. */
export type SuppressedWholly = Exclude<Suppressed, 'organizer_blocked' | 'left_event'>;

/** From the weakest: what somebody wants goes before what a mailbox did, and a word of law before all. */
const STRENGTH: readonly SuppressedWholly[] = [
  'bounced',
  'blocked',
  'unsubscribed',
  'complained',
  'erased',
];

/** Those that give way to `why`, itself included. */
export const weakerThan = (why: SuppressedWholly): readonly SuppressedWholly[] =>
  STRENGTH.slice(0, STRENGTH.indexOf(why) + 1);

/** What the domain owner may take back; the rest is the guest's own word, or a report against us. */
export const LIFTABLE: readonly SuppressedWholly[] = ['bounced', 'blocked', 'erased'];

/** Names of the attributes that keep what a guest does not want. */
export const organizerField = (organizerKey: string): string => `organizer-${organizerKey}`;
/** See {@link organizerField}. */
export const eventField = (eventId: string): string => `event-${eventId}`;

/** Why a guest gets no mail of an event; undefined where they may. @param item what is kept of the guest's wishes */
export function suppressionOf(
  item: Readonly<Record<string, unknown>>,
  { eventId, organizerKey }: Readonly<{ eventId: string; organizerKey: string | undefined }>,
): Suppressed | undefined {
  if (item.why !== undefined) return item.why as SuppressedWholly;
  if (item[eventField(eventId)] !== undefined) return 'left_event';
  const isBlocked = organizerKey !== undefined && item[organizerField(organizerKey)] !== undefined;
  return isBlocked ? 'organizer_blocked' : undefined;
}
