import { findInstance } from '../calendar/is-instance.ts';
import { moveRecurrence } from '../calendar/move-recurrence.ts';
import type { CalendarMessage, EventSnapshot } from '../calendar/snapshot.ts';
import { splitSeries } from '../calendar/split-series.ts';
import { toInstant } from '../calendar/zones.ts';
import { instanceKey } from './instance.ts';
import { isTimed, type TimedSnapshot } from './series.ts';

/**
 * A message whose RANGE=THISANDFUTURE begins with the first instance speaks of the whole series: it is given back
 * as one that does.
 */
export function asWholeSeries(
  message: CalendarMessage,
  master: TimedSnapshot | undefined,
): CalendarMessage {
  if (master === undefined || message.master !== undefined) return message;
  const first = message.overrides.find((each) => reachesBack(each, master));
  if (first === undefined) return message;
  const { recurrenceId: _, ...event } = first;
  const { start = master.start } = event;
  const recurrence = moveRecurrence(master, master.start, start);
  const whole = { ...event, thisAndFuture: false, ...recurrence };
  const overrides = message.overrides.filter((each) => each !== first);
  return { ...message, master: whole, overrides };
}

function reachesBack({ thisAndFuture, recurrenceId }: EventSnapshot, { start }: TimedSnapshot) {
  return thisAndFuture && recurrenceId !== undefined && toInstant(recurrenceId) <= toInstant(start);
}

/**
 * The event that the rest of a split series becomes: a REQUEST of its own, with a UID of its own, as Google and
 * Outlook split (imip.md 94).
 *
 * @param master the series before the split
 * @returns undefined for a message that splits nothing, or cancels the rest
 */
export function tailOf(
  message: CalendarMessage,
  master: TimedSnapshot | undefined,
): CalendarMessage | undefined {
  const change = message.overrides.find((each) => each.thisAndFuture);
  if (message.method === 'CANCEL' || change?.recurrenceId === undefined) return undefined;
  if (!isTimed(change) || master === undefined || change.status === 'CANCELLED') return undefined;
  const { recurrenceId, ...event } = change;
  const split = splitSeries(master, recurrenceId);
  if (split === undefined) return undefined;
  const from = findInstance(master, recurrenceId) ?? split.tail.start;
  const recurrence = moveRecurrence(split.tail, from, event.start);
  const uid = `${message.uid}_R${instanceKey(recurrenceId).replaceAll(/[-:]/g, '')}`;
  const rest = { ...event, uid, thisAndFuture: false, ...recurrence };
  return { ...message, method: 'REQUEST', uid, master: rest, overrides: [] };
}
