import { findInstance, instanceOf, timeAt } from '../calendar/is-instance.ts';
import type { EventSnapshot, EventTime } from '../calendar/snapshot.ts';
import { splitSeries } from '../calendar/split-series.ts';
import { toInstant } from '../calendar/zones.ts';
import { type EventState, isLater, isOff, type SpokenInstance, stampOf } from './event-state.ts';

/** A component that has what every invitation needs. */
export type TimedSnapshot = EventSnapshot & Readonly<{ start: EventTime; end: EventTime }>;

/** An instance of a series that differs from the rule. */
export type Override = TimedSnapshot & Readonly<{ recurrenceId: EventTime }>;

/** An event as it stands: what a guest's calendar should show. */
export type Series = Readonly<{
  status: 'confirmed' | 'cancelled';
  /** Single event or rule; has an EXDATE for each instance that was cancelled (imip.md 92). */
  master: TimedSnapshot;
  /** By original start. */
  overrides: readonly Override[];
}>;

/** True when a snapshot has a start and an end. */
export function isTimed(snapshot: EventSnapshot | undefined): snapshot is TimedSnapshot {
  return snapshot?.start !== undefined && snapshot.end !== undefined;
}

/**
 * The event that an organizer's words make. A pure function of the state, so that it converges as the
 * state does; what was said of instances that the rule has no more is kept and not shown.
 *
 * @returns undefined while only instances are known
 */
export function liveSeries(state: EventState): Series | undefined {
  const { request } = state.event;
  if (!isTimed(request)) return undefined;
  const rule = cutOff(request, state);
  const instances = instancesOf(rule, state);
  const overrides = instances.flatMap((each) => overrideOf(each, rule));
  return {
    status: isOff(state.event) ? 'cancelled' : 'confirmed',
    master: { ...rule, exdates: excludedDates(rule, instances, overrides) },
    overrides,
  };
}

/** What was said of the rule's own instances, by original start in the form of DTSTART. */
function instancesOf(rule: TimedSnapshot, { instances }: EventState): readonly SpokenInstance[] {
  const found = new Map<number, SpokenInstance>();
  for (const [, spoken] of Object.entries(instances).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const recurrenceId = findInstance(rule, spoken.recurrenceId);
    if (recurrenceId) found.set(toInstant(recurrenceId), { ...spoken, recurrenceId });
  }
  return [...found].sort(([a], [b]) => a - b).map(([, each]) => each);
}

/** Whoever changes the series after it was split says anew where it ends. */
function cutOff(request: TimedSnapshot, { event: { cut } }: EventState): TimedSnapshot {
  if (cut === undefined || isLater(stampOf(request, ''), cut)) return request;
  const head = splitSeries(request, cut.at)?.head;
  return isTimed(head) ? head : request;
}

/** An EXDATE in a series that was sent after the change takes the instance away (imip.md 93). */
function overrideOf(spoken: SpokenInstance, rule: TimedSnapshot): readonly Override[] {
  const { request, recurrenceId } = spoken;
  if (!isTimed(request) || isOff(spoken)) return [];
  const isExcluded = rule.exdates.some((each) => toInstant(each) === toInstant(recurrenceId));
  if (isExcluded && !isLater(stampOf(request, ''), stampOf(rule, ''))) return [];
  return [{ ...request, recurrenceId }];
}

function excludedDates(
  rule: TimedSnapshot,
  instances: readonly SpokenInstance[],
  overrides: readonly Override[],
): readonly EventTime[] {
  const live = new Set(overrides.map(({ recurrenceId }) => toInstant(recurrenceId)));
  const cancelled = instances.filter(isOff).map(({ recurrenceId }) => recurrenceId);
  const dates = new Map<number, EventTime>();
  for (const instant of [...rule.exdates, ...cancelled].map(toInstant)) {
    // In the form of DTSTART: the organizer's may be in another zone (imip.md 89).
    if (!live.has(instant)) dates.set(instant, timeAt(rule.start, instant));
  }
  return [...dates].sort(([a], [b]) => a - b).map(([, date]) => date);
}

/** One instance as the rule alone has it; the series itself where it has no such instance. */
export function regularInstance(master: TimedSnapshot, recurrenceId: EventTime): TimedSnapshot {
  const instance = instanceOf(master, recurrenceId);
  return isTimed(instance) ? instance : master;
}

/** Finds the override of an instance, if it has one. */
export function overridesOf({ overrides }: Series): (date: EventTime) => Override | undefined {
  const found = new Map(overrides.map((each) => [toInstant(each.recurrenceId), each]));
  return (date) => found.get(toInstant(date));
}
