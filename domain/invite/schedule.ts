import { Temporal } from 'temporal-polyfill';
import { readIanaName } from '../calendar/iana-name.ts';
import { resolveLocal } from '../calendar/local-time.ts';
import { zonedLocal } from '../calendar/zones.ts';

/** When a run starts by itself. */
export type Schedule = Readonly<{
  /** As it was asked for: local time `YYYY-MM-DDTHH:MM:SS` with `timeZone`, else an ISO instant. */
  at: string;
  /** IANA name. */
  timeZone?: string;
  /** ISO instant: what `at` is, by the zone's rules when it was last looked at. */
  startsAt: string;
  /** A sentence for a person, where the run starts at another time than `at` seems to say. */
  note?: string;
}>;

/** The time that somebody asks for. */
export type AskedTime = Readonly<{ at: string; timeZone?: string | undefined }>;

/** A schedule, or what is wrong with the time that was asked for. */
export type SchedulePlan =
  | Readonly<{ ok: true; schedule: Schedule }>
  | Readonly<{ ok: false; detail: string }>;

/** The same date next year is always within it. */
const LONGEST_MS = 366 * 86_400_000;
/** EventBridge Scheduler is exact to a minute; two clocks may differ by less. */
const EARLY_MS = 60_000;
/** From here on a start is late, and one that has not come is missed (Table B, B41). */
const LATE_MS = 600_000;

const LOCAL = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:[0-5]\d)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

const FORMS =
  'at is a local time with timeZone (2026-12-01T09:00:00 and Europe/Berlin), or an instant (2026-12-01T09:00:00Z)';

const fault = (detail: string): SchedulePlan => ({ ok: false, detail });

/** Makes a schedule of the time that somebody asks for, which must lie ahead, by a year at most. */
export function planSchedule(asked: AskedTime, now: Date): SchedulePlan {
  const read = readAsked(asked);
  if (!read.ok) return read;
  const { startsAt } = read.schedule;
  const ahead = Date.parse(startsAt) - now.getTime();
  if (ahead <= 0) return fault(`${startsAt} is past; leave at out to send now`);
  if (ahead > LONGEST_MS) return fault(`${startsAt} is more than a year ahead: name a time before`);
  return read;
}

function readAsked({ at, timeZone }: AskedTime): SchedulePlan {
  const [, minutes, seconds = ':00'] = LOCAL.exec(at) ?? [];
  try {
    if (minutes !== undefined) return readLocal(`${minutes}${seconds}`, timeZone);
    if (!INSTANT.test(at)) return fault(FORMS);
    if (timeZone !== undefined) return fault('an instant has its zone: leave timeZone out');
    const startsAt = new Date(Temporal.Instant.from(at).epochMilliseconds).toISOString();
    return { ok: true, schedule: { at: startsAt, startsAt } };
  } catch {
    return fault('no calendar has the day or the hour of at');
  }
}

function readLocal(local: string, timeZone: string | undefined): SchedulePlan {
  if (timeZone === undefined) return fault(FORMS);
  const zone = readIanaName(timeZone);
  if (zone === undefined) return fault('timeZone is no IANA name, such as Europe/Berlin');
  return { ok: true, schedule: scheduleOf(local, zone) };
}

function scheduleOf(at: string, timeZone: string): Schedule {
  const { instant, kind } = resolveLocal(at, timeZone);
  const schedule = { at, timeZone, startsAt: new Date(instant).toISOString() };
  switch (kind) {
    case 'once':
      return schedule;
    case 'twice':
      return { ...schedule, note: `${at} comes twice in ${timeZone}; the first one counts` };
    case 'skipped': {
      const next = zonedLocal(instant, timeZone);
      const note = `${timeZone} has no ${at}, its clocks jump over it; the next time that it has is ${next}`;
      return { ...schedule, note };
    }
    default:
      return kind satisfies never;
  }
}

/**
 * The schedule by the zone's rules of today: the same one, unless a government has changed them since. Whoever
 * asked for nine o'clock means the clock on the wall.
 */
export function refreshSchedule(schedule: Schedule): Schedule {
  const { at, timeZone, startsAt } = schedule;
  if (timeZone === undefined) return schedule;
  const today = scheduleOf(at, timeZone);
  if (today.startsAt === startsAt) return schedule;
  const note = `the rules of ${timeZone} have changed: ${at} was ${startsAt} and is ${today.startsAt}`;
  return { ...today, note };
}

/** What a call to start a run means at this time. */
export type Firing =
  /** It comes too soon: the zone's rules or the wish have changed since it was set up. */
  | Readonly<{ kind: 'early'; schedule: Schedule }>
  /** `lateSeconds` only where it is late by more than ten minutes. */
  | Readonly<{ kind: 'due'; lateSeconds?: number }>;

/** Whether a run may start now. */
export function judgeFiring(schedule: Schedule, now: Date): Firing {
  const today = refreshSchedule(schedule);
  const late = now.getTime() - Date.parse(today.startsAt);
  if (late < -EARLY_MS) return { kind: 'early', schedule: today };
  return late > LATE_MS ? { kind: 'due', lateSeconds: Math.floor(late / 1_000) } : { kind: 'due' };
}

/** What a look at a schedule that did not fire yet finds. */
export type ScheduleFinding = 'waits' | 'missed' | 'moved';

/** Whether a run that still waits should have started, or starts at another instant than it was set up for. */
export function findSchedule(schedule: Schedule, now: Date): ScheduleFinding {
  const { startsAt } = refreshSchedule(schedule);
  if (now.getTime() - Date.parse(startsAt) > LATE_MS) return 'missed';
  return startsAt === schedule.startsAt ? 'waits' : 'moved';
}
