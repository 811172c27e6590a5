import { expand } from '../calendar/rrule.ts';
import type { EventSnapshot, EventTime } from '../calendar/snapshot.ts';
import { toInstant, WESTERNMOST_MS } from '../calendar/zones.ts';
import type { EventRecord, EventSource, EventVersion } from './event.ts';
import { eventIdOf } from './keys.ts';
import type { Mac } from './mac.ts';

/** A component that has what every invitation needs. */
export type TimedSnapshot = EventSnapshot & Readonly<{ start: EventTime; end: EventTime }>;

/** Instances that are looked at to find a series' end; COUNT may be 1,000 at most (security.md 1.7). */
const MAX_INSTANCES = 1_000;

/** The last day that the product knows of (security.md 1.7): a series that reaches it has no end. */
const HORIZON = Date.UTC(2100, 0, 1);

/** True when a snapshot has a start and an end. */
export function isTimed(snapshot: EventSnapshot | undefined): snapshot is TimedSnapshot {
  return snapshot?.start !== undefined && snapshot.end !== undefined;
}

/**
 * The first version of an event and its record.
 *
 * @param owner whose event it is from now on, proven
 */
export function newEvent(
  snapshot: TimedSnapshot,
  owner: Readonly<{ address: string; name?: string }>,
  source: EventSource,
  now: Date,
  mac: Mac,
): { record: EventRecord; version: EventVersion } {
  const at = now.toISOString();
  const eventId = eventIdOf(mac, owner.address, snapshot.uid);
  const named = owner.name === undefined ? {} : { ownerName: owner.name };
  const common = { eventId, version: 1, sequence: 0, owner: owner.address, ...named, source };
  const endsAt = endOf(snapshot);
  const record: EventRecord = {
    ...common,
    uid: snapshot.uid,
    ownerSequence: snapshot.sequence,
    ownerDtstamp: snapshot.dtstamp ?? at,
    status: 'confirmed',
    title: snapshot.summary,
    start: textOf(snapshot.start),
    end: textOf(snapshot.end),
    startsAt: new Date(toInstant(snapshot.start)).toISOString(),
    ...(endsAt !== undefined && { endsAt: new Date(endsAt).toISOString() }),
    ...(snapshot.start.kind === 'zoned' && { zone: snapshot.start.zone }),
    createdAt: at,
  };
  return { record, version: { ...common, snapshot, at } };
}

function textOf(time: EventTime): string {
  switch (time.kind) {
    case 'date':
      return time.date;
    case 'utc':
      return time.at;
    case 'zoned':
      return time.local;
    default:
      return time satisfies never;
  }
}

/** Epoch ms at which the last instance ends; undefined for a series that goes on. */
function endOf(snapshot: TimedSnapshot): number | undefined {
  const first = toInstant(snapshot.start);
  const lateness = snapshot.start.kind === 'date' ? WESTERNMOST_MS : 0;
  const length = toInstant(snapshot.end) - first + lateness;
  if (snapshot.rrule === undefined && snapshot.rdates.length === 0) return first + length;
  const bounded = /(^|;)(COUNT|UNTIL)=/.test(snapshot.rrule ?? 'COUNT=1');
  if (!bounded) return undefined;
  const starts = expand(snapshot, { from: 0, limit: MAX_INSTANCES, horizon: HORIZON });
  // More instances than are looked at: only that it is not over for long can be said.
  return starts.length === MAX_INSTANCES ? undefined : (starts.at(-1) ?? first) + length;
}
