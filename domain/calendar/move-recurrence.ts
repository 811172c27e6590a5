import { zoneOf } from './english-words.ts';
import { formatRule, type Rule } from './rule.ts';
import { parseRuleFor, untilInstant } from './rule-instants.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

const DAY_MS = 86_400_000;

/** When a series happens, besides its DTSTART. */
export type Recurrence = Pick<EventSnapshot, 'rrule' | 'rdates' | 'exdates'>;

/**
 * The recurrence of a series whose DTSTART moves from one time to another, instance by instance, as
 * RANGE=THISANDFUTURE means it (RFC 5545 §3.2.13).
 *
 * RDATE, EXDATE and UNTIL move as far on the wall clock as DTSTART does: an EXDATE that stayed would take
 * nothing out any more, and an UNTIL that stayed could let in a date that was split away. The weekdays of a
 * DAILY or WEEKLY rule move by as many days. What else a rule names (BYMONTHDAY, BYHOUR …) stays.
 */
export function moveRecurrence(
  { rrule, rdates, exdates }: Recurrence,
  from: EventTime,
  to: EventTime,
): Recurrence {
  const distance = wallClock(to) - wallClock(from);
  if (distance === 0 && from.kind === to.kind && zoneOf(from) === zoneOf(to)) {
    return { ...(rrule !== undefined && { rrule }), rdates, exdates };
  }
  const move = (instant: number) => timeOn(to, clockIn(instant, zoneOf(from)) + distance);
  const moveAll = (times: readonly EventTime[]) => times.map((time) => move(toInstant(time)));
  return {
    ...(rrule !== undefined && { rrule: movedRule(rrule, from, to, move) }),
    rdates: moveAll(rdates),
    exdates: moveAll(exdates),
  };
}

function movedRule(
  rrule: string,
  from: EventTime,
  to: EventTime,
  move: (instant: number) => EventTime,
): string {
  const rule = parseRuleFor(rrule, from);
  if ('problem' in rule) return rrule;
  const days = Math.floor(wallClock(to) / DAY_MS) - Math.floor(wallClock(from) / DAY_MS);
  const turned = turnWeekdays(rule, days);
  if (rule.until === undefined) return formatRule(turned);
  return formatRule({ ...turned, until: untilText(move(untilInstant(rule.until, from))) });
}

/** WKST turns with the days: weeks of INTERVAL=2 would be cut at another place else. */
function turnWeekdays(rule: Rule, days: number): Rule {
  const isWeekly = rule.freq === 'WEEKLY' || rule.freq === 'DAILY';
  if (!isWeekly || rule.byDay.length === 0 || days % 7 === 0) return rule;
  const turn = (weekday: number) => (((weekday + days) % 7) + 7) % 7;
  const byDay = rule.byDay.map((entry) => ({ ...entry, weekday: turn(entry.weekday) }));
  return { ...rule, byDay, weekStart: turn(rule.weekStart) };
}

/** UNTIL in the form that DTSTART asks for (RFC 5545 §3.3.10): a day, or an instant in UTC. */
function untilText(last: EventTime): string {
  if (last.kind === 'date') return last.date.replaceAll('-', '');
  return `${zonedLocal(toInstant(last), 'UTC').replaceAll(/[-:]/g, '')}Z`;
}

/** The wall clock of a time, as milliseconds as if it were in UTC. */
function wallClock(time: EventTime): number {
  return clockIn(toInstant(time), zoneOf(time));
}

function clockIn(instant: number, zone: string): number {
  return Date.parse(`${zonedLocal(instant, zone)}Z`);
}

/** That wall clock, as a time of the kind and the zone of `model`. */
function timeOn(model: EventTime, clock: number): EventTime {
  const local = zonedLocal(clock, 'UTC');
  switch (model.kind) {
    case 'date':
      return { kind: 'date', date: local.slice(0, 10) };
    case 'utc':
      return { kind: 'utc', at: `${local}Z` };
    case 'zoned':
      return { ...model, local };
    default:
      return model satisfies never;
  }
}
