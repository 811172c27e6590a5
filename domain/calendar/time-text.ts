import type { EventTime } from './snapshot.ts';

/** A time as the event has it: a date, an instant with `Z`, or a local time without its zone. */
export function timeText(time: EventTime): string {
  switch (time.kind) {
    case 'date':
      return time.date;
    case 'utc':
      return time.at;
    case 'zoned':
      return time.local;
    default:
      return time satisfies never;
  }
}
