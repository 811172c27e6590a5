import type { CalendarMessage, EventSnapshot } from '../calendar/snapshot.ts';
import { type Dropped, drop, type Held, hold, type Sender } from './decisions.ts';

/** What is recorded of an event that a mail claims. */
export type KnownEvent = Readonly<{
  /** Address of its organizer. */
  owner: string;
  /** SEQUENCE and DTSTAMP of the newest mail that was accepted. */
  sequence: number;
  dtstamp?: string;
  status: 'confirmed' | 'cancelled';
}>;

/**
 * Decides what a REQUEST or CANCEL of a recorded event changes.
 *
 * Freshness is by (SEQUENCE, DTSTAMP): equal SEQUENCE with a newer DTSTAMP is a change, Google sends
 * real ones that way (RFC 5546 §2.1.5, imip.md 63). A newer one is held as `change_held`.
 *
 * @param organizer who sent it, proven
 */
export function decideChange(
  event: KnownEvent,
  organizer: Sender,
  message: CalendarMessage,
): Held | Dropped {
  if (event.owner !== organizer.address) return drop('not_owner');
  const { master, method } = message;
  // Outlook cancels one instance with SEQUENCE:0 (imip.md 66), so instances are not compared.
  if (master === undefined) return hold('change_held', { organizer });
  const age = compareVersions(event, master);
  if (age < 0) return drop('stale', 'The message is older than the recorded event.');
  const isRepeated = method === 'CANCEL' && event.status === 'cancelled';
  if (age === 0 || isRepeated) return drop('duplicate');
  return hold('change_held', { organizer });
}

/** Negative when `incoming` is older than what is recorded, 0 when it is the same version. */
function compareVersions(event: KnownEvent, incoming: EventSnapshot): number {
  if (incoming.sequence !== event.sequence) return incoming.sequence - event.sequence;
  const [before, after] = [event.dtstamp, incoming.dtstamp].map((each) => Date.parse(each ?? ''));
  if (after === undefined || Number.isNaN(after)) return 0;
  return before === undefined || Number.isNaN(before) ? 1 : after - before;
}
