import { describeDifference } from '../calendar/describe-difference.ts';
import type { CalendarMessage } from '../calendar/snapshot.ts';
import { describeChange } from './describe-change.ts';
import type { ChangedBy, ChangeKind, EventSource, EventVersion } from './event.ts';
import { endOf } from './event-record.ts';
import { EMPTY_STATE, type EventState, joinMessage, stampOf } from './event-state.ts';
import { isSameForGuests } from './guest-messages.ts';
import { liveSeries, type Series } from './series.ts';
import { asWholeSeries, tailOf } from './this-and-future.ts';

/** A REQUEST or CANCEL of somebody who may say it. */
export type Said = Readonly<{
  message: CalendarMessage;
  eventId: string;
  owner: Readonly<{ address: string; name?: string }>;
  by: ChangedBy;
  source: EventSource;
  /** Instant at which it came, ISO 8601. */
  arrivedAt: string;
}>;

/**
 * What a message makes of an event.
 *
 * - `version`: there is a new one
 * - `known`: every word of it was said before
 * - `waits`: a CANCEL or an instance whose event did not arrive yet (RFC 5546 §5.2.1)
 */
export type Applied =
  | Readonly<{
      kind: 'version';
      version: EventVersion;
      /** The event was over before, and is over now. */
      isOver: boolean;
      /** The rest of a series that was split: an event of its own for the same guests. */
      tail?: CalendarMessage;
    }>
  | Readonly<{ kind: 'known'; reason: 'stale' | 'duplicate' }>
  | Readonly<{ kind: 'waits' }>;

/**
 * Applies a message to an event by (SEQUENCE, DTSTAMP) of each component (RFC 5546 §2.1.5).
 *
 * The SEQUENCE that guests see is our own (imip.md 62); one version more is recorded for every message that said
 * something new, so that its stamp counts even where guests notice nothing.
 */
export function applyMessage(before: EventVersion | undefined, said: Said, now: Date): Applied {
  const { arrivedAt } = said;
  const master = before?.series.master;
  const message = asWholeSeries(said.message, master);
  const known = before?.state ?? EMPTY_STATE;
  const state = joinMessage(known, message, arrivedAt);
  if (state === known) return { kind: 'known', reason: ageOf(known, message, arrivedAt) };
  const series = liveSeries(state);
  if (series === undefined) return { kind: 'waits' };
  const isOver = hasEnded(series, now) && (before === undefined || hasEnded(before.series, now));
  const made = { state, series, at: now.toISOString(), isOver };
  const version = nextVersion(before, said, made);
  const tail = tailOf(message, master);
  return { kind: 'version', version, isOver, ...(tail && { tail }) };
}

type Made = Readonly<{ state: EventState; series: Series; at: string; isOver: boolean }>;

function nextVersion(
  before: EventVersion | undefined,
  { eventId, owner, by, source, message }: Said,
  { state, series, at, isOver }: Made,
): EventVersion {
  const kind = kindOf(before, series, at);
  const isTold = before !== undefined && kind !== 'unchanged' && !isOver;
  const sequence = before === undefined ? 0 : before.sequence + (kind === 'unchanged' ? 0 : 1);
  const isMoved = before !== undefined && movesTime(before.series, series);
  const name = owner.name ?? before?.ownerName;
  return {
    ...{ state, series, at, eventId, kind, by, source, sequence, uid: message.uid },
    version: (before?.version ?? 0) + 1,
    sequenceAt: before !== undefined && kind === 'unchanged' ? before.sequenceAt : at,
    timeSequence: isMoved ? sequence : (before?.timeSequence ?? 0),
    owner: owner.address,
    ...(name !== undefined && { ownerName: name }),
    tells: !isTold ? 'nobody' : kind === 'cancelled' ? 'cancel' : 'update',
    diff: before === undefined ? [] : describeChange(before.series, series, at),
    createdAt: before?.createdAt ?? at,
  };
}

function kindOf(before: EventVersion | undefined, series: Series, at: string): ChangeKind {
  if (before === undefined) return series.status === 'cancelled' ? 'cancelled' : 'created';
  if (isSameForGuests(before.series, series, at)) return 'unchanged';
  return series.status === 'cancelled' ? 'cancelled' : 'updated';
}

/** A cancelled date asks nobody to answer again; a moved event does. */
function movesTime({ master: a }: Series, { master: b }: Series): boolean {
  const { start, end, rrule, rdates } = b;
  return describeDifference(a, { ...a, start, end, rdates, ...(rrule && { rrule }) }).length > 0;
}

function hasEnded(series: Series, now: Date): boolean {
  const end = endOf(series);
  return end !== undefined && end < now.getTime();
}

function ageOf(
  { event, instances }: EventState,
  { master, overrides }: CalendarMessage,
  arrivedAt: string,
): 'stale' | 'duplicate' {
  const stored = [event, ...Object.values(instances)].flatMap(({ request, cancel }) => [
    ...(request ? [stampOf(request, '')] : []),
    ...(cancel ? [cancel] : []),
  ]);
  const said = [...(master ? [master] : []), ...overrides].map((each) => stampOf(each, arrivedAt));
  const isKnown = said.every(({ sequence, dtstamp }) =>
    stored.some((each) => each.sequence === sequence && each.dtstamp === dtstamp),
  );
  return isKnown ? 'duplicate' : 'stale';
}
