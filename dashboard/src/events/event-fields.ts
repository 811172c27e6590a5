import type { EventDetail } from '../api/types.ts';
import { dayAfter, dayBefore } from '../format/calendar-days.ts';
import { viewerZone } from '../format/event-time.ts';

/** An event as the fields of a form have it: `start` and `end` as an input of dates or of local times writes them. */
export type EventFields = {
  title: string;
  isAllDay: boolean;
  start: string;
  /** Of an event of whole days the last one. */
  end: string;
  timeZone: string;
  location: string;
  description: string;
};

/** What the API tells of an event that a form shows. */
export type Told = Pick<
  EventDetail,
  'title' | 'start' | 'end' | 'timeZone' | 'location' | 'description'
>;

const DATE = 10;
const MINUTE = 16;

/** The fields of a new event. */
export const newFields = (): EventFields => ({
  ...{ title: '', isAllDay: false, start: '', end: '', timeZone: viewerZone() },
  ...{ location: '', description: '' },
});

/** The fields of an event that is there. An instant is shown by the clock of UTC. */
export function fieldsOf({ start, end, timeZone, ...event }: Told): EventFields {
  const { title, location, description } = event;
  const words = { title, location, description };
  if (start.length === DATE)
    return { ...words, isAllDay: true, start, end: dayBefore(end), timeZone: viewerZone() };
  const local = (text: string) =>
    timeZone === undefined ? new Date(text).toISOString().slice(0, MINUTE) : text.slice(0, MINUTE);
  const times = { start: local(start), end: local(end), timeZone: timeZone ?? 'UTC' };
  return { ...words, isAllDay: false, ...times };
}

/** What the API is told of the fields. */
export function requestOf(fields: EventFields) {
  const { title, isAllDay, start, end, timeZone, location, description } = fields;
  const words = { title, location, description };
  return isAllDay
    ? { ...words, start, end: dayAfter(end) }
    : { ...words, start: `${start}:00`, end: `${end}:00`, timeZone };
}
