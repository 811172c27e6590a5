import { findInstance } from '../calendar/is-instance.ts';
import type { CalendarMessage, EventSnapshot, EventTime } from '../calendar/snapshot.ts';
import { timeText } from '../calendar/time-text.ts';
import { toInstant } from '../calendar/zones.ts';
import { type EventDraft, readDraftTime, readDraftTimes } from './draft-event.ts';
import type { EventVersion } from './event.ts';
import { nextStamp } from './next-stamp.ts';
import { overridesOf, regularInstance } from './series.ts';

/** What somebody changes of an event in JSON; what is absent stays as it is. */
export type EventChange = Readonly<{
  [K in Exclude<keyof EventDraft, 'organizer'>]?: EventDraft[K] | undefined;
}>;

/**
 * The message that a request to the API is.
 *
 * - `same`: it says what the event is already
 * - `fault`: a time of it cannot be read, or names no date of the event
 */
export type RequestedMessage =
  | Readonly<{ kind: 'message'; message: CalendarMessage }>
  | Readonly<{ kind: 'same' }>
  | Readonly<{ kind: 'fault'; detail: string }>;

/** The REQUEST that changes an event; it wins over every message so far. */
export function changeMessage(
  version: EventVersion,
  change: EventChange,
  now: Date,
): RequestedMessage {
  const { state } = version;
  const before = state.event.request ?? version.series.master;
  const { start, end } = version.series.master;
  const zone = start.kind === 'zoned' ? start.zone : undefined;
  const times = readDraftTimes({
    start: change.start ?? timeText(start),
    end: change.end ?? timeText(end),
    timeZone: change.timeZone ?? zone,
  });
  if (!times.ok) return { kind: 'fault', detail: times.detail };
  const after: EventSnapshot = {
    ...before,
    ...{ start: times.start, end: times.end },
    summary: change.title ?? before.summary,
    location: change.location ?? before.location,
    description: change.description ?? before.description,
  };
  if (isSame(before, after)) return { kind: 'same' };
  const master = { ...after, ...nextStamp(state, now) };
  return { kind: 'message', message: messageOf(version, { method: 'REQUEST', master }) };
}

const isSame = (a: EventSnapshot, b: EventSnapshot): boolean => {
  const core = ({ start, end, summary, location, description }: EventSnapshot) =>
    JSON.stringify([start, end, summary, location, description]);
  return core(a) === core(b);
};

/** The CANCEL of an event, or of the one date of a series whose original start is `instance`. */
export function cancelMessage(
  version: EventVersion,
  instance: string | undefined,
  now: Date,
): RequestedMessage {
  const { series, state } = version;
  const stamp = nextStamp(state, now);
  if (series.status === 'cancelled') return { kind: 'same' };
  if (instance === undefined) {
    const master: EventSnapshot = { ...series.master, ...stamp, status: 'CANCELLED' };
    return { kind: 'message', message: messageOf(version, { method: 'CANCEL', master }) };
  }
  const recurrenceId = findDate(version, instance);
  if (recurrenceId === undefined) {
    return { kind: 'fault', detail: 'the event is no series with a date that starts then' };
  }
  if (isExcluded(version, recurrenceId)) return { kind: 'same' };
  const date = overridesOf(series)(recurrenceId) ?? regularInstance(series.master, recurrenceId);
  const override: EventSnapshot = { ...date, ...stamp, status: 'CANCELLED' };
  const overrides = [override];
  return { kind: 'message', message: messageOf(version, { method: 'CANCEL', overrides }) };
}

function findDate({ series: { master } }: EventVersion, text: string): EventTime | undefined {
  const { start, rrule, rdates } = master;
  if (rrule === undefined && rdates.length === 0) return undefined;
  const time = readDraftTime(text, start.kind === 'zoned' ? start.zone : undefined);
  return time && findInstance(master, time);
}

const isExcluded = ({ series: { master } }: EventVersion, date: EventTime): boolean =>
  master.exdates.some((each) => toInstant(each) === toInstant(date));

const messageOf = (
  { uid }: EventVersion,
  said: Pick<CalendarMessage, 'method'> & Partial<Pick<CalendarMessage, 'master' | 'overrides'>>,
): CalendarMessage => ({ prodid: '', uid, overrides: [], ...said });
