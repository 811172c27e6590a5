import { expand } from '../calendar/rrule.ts';
import type { EventSnapshot } from '../calendar/snapshot.ts';
import { toInstant, WESTERNMOST_MS } from '../calendar/zones.ts';

/** No event is read beyond the year 2100. */
const END_OF_TIME = Date.UTC(2101, 0, 1);

/** True when the last instance of an event has ended. An event without DTSTART has not. */
export function hasEnded(event: EventSnapshot, now: Date): boolean {
  const { start, end } = event;
  if (start === undefined) return false;
  const length = end === undefined ? 0 : toInstant(end) - toInstant(start);
  const lateness = start.kind === 'date' ? WESTERNMOST_MS : 0;
  const from = now.getTime() - length - lateness;
  return expand(event, { from, limit: 1, horizon: END_OF_TIME }).length === 0;
}
