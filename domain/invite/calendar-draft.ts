import type { CalendarMessage, CalendarReading } from '../calendar/snapshot.ts';

/** What an uploaded calendar gives: what its organizer says of one event. */
export type CalendarDraft =
  | Readonly<{
      ok: true;
      message: CalendarMessage;
      /** Whom the calendar names as organizer, in normal form. */
      organizer?: Readonly<{ address: string; name?: string }>;
    }>
  | Readonly<{ ok: false; detail: string }>;

/** Methods of a calendar that says how an event is. A saved file has PUBLISH, or none. */
const SAYS = new Set([undefined, 'PUBLISH', 'REQUEST']);

/** Reads an event out of a calendar that somebody uploads in their own name, as a mail's would be read. */
export function calendarDraft(reading: CalendarReading): CalendarDraft {
  if (!reading.ok) return { ok: false, detail: reading.detail };
  const { message } = reading;
  const { master, overrides, method } = message;
  if (!SAYS.has(method)) return { ok: false, detail: `METHOD:${method} makes no event` };
  if (!master) return { ok: false, detail: 'the calendar has an instance and not its series' };
  const components = [master, ...overrides];
  if (components.some(({ start }) => start === undefined)) {
    return { ok: false, detail: 'the event has no DTSTART' };
  }
  if (components.some((each) => each.class !== 'PUBLIC')) {
    return { ok: false, detail: 'the event is private: guests would see it' };
  }
  if (master.status === 'CANCELLED') return { ok: false, detail: 'the event is cancelled' };
  const { address, name } = master.organizer ?? {};
  return {
    ok: true,
    message: { ...message, method: 'REQUEST' },
    ...(address !== undefined && { organizer: { address, ...(name !== undefined && { name }) } }),
  };
}
