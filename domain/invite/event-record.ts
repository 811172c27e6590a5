import { expand } from '../calendar/rrule.ts';
import { timeText } from '../calendar/time-text.ts';
import { toInstant, WESTERNMOST_MS } from '../calendar/zones.ts';
import type { EventRecord, EventVersion } from './event.ts';
import type { Series, TimedSnapshot } from './series.ts';

/** Instances that are looked at to find a series' end; COUNT may be 1,000 at most (security.md 1.7). */
const MAX_INSTANCES = 1_000;

/** The last day that the product knows of (security.md 1.7): a series that reaches it has no end. */
const HORIZON = Date.UTC(2100, 0, 1);

/** The record of an event whose newest version this is, without the organizer's options. */
export function recordOf(version: EventVersion): EventRecord {
  const { series, eventId, owner, ownerName, uid, source, createdAt } = version;
  const { master, status } = series;
  const endsAt = endOf(series);
  return {
    ...{ eventId, owner, uid, version: version.version, sequence: version.sequence },
    ...{ timeSequence: version.timeSequence, status, source, createdAt },
    ...(ownerName !== undefined && { ownerName }),
    title: master.summary,
    start: timeText(master.start),
    end: timeText(master.end),
    startsAt: new Date(toInstant(master.start)).toISOString(),
    ...(endsAt !== undefined && { endsAt: new Date(endsAt).toISOString() }),
    ...(master.start.kind === 'zoned' && { zone: master.start.zone }),
  };
}

/** Epoch ms at which the last instance ends; undefined for a series that goes on. */
export function endOf({ master, overrides }: Series): number | undefined {
  const last = ruleEnd(master);
  if (last === undefined) return undefined;
  return Math.max(last, ...overrides.map((each) => toInstant(each.end) + latenessOf(each)));
}

function ruleEnd(master: TimedSnapshot): number | undefined {
  const first = toInstant(master.start);
  const length = toInstant(master.end) - first + latenessOf(master);
  if (master.rrule === undefined && master.rdates.length === 0) return first + length;
  const bounded = /(^|;)(COUNT|UNTIL)=/.test(master.rrule ?? 'COUNT=1');
  if (!bounded) return undefined;
  const starts = expand(master, { from: 0, limit: MAX_INSTANCES, horizon: HORIZON });
  // More instances than are looked at: only that it is not over for long can be said.
  return starts.length === MAX_INSTANCES ? undefined : (starts.at(-1) ?? first) + length;
}

/** An all-day event is over when its day has ended everywhere. */
const latenessOf = ({ start }: TimedSnapshot): number =>
  start.kind === 'date' ? WESTERNMOST_MS : 0;
