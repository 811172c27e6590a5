import type {
  CalendarFault,
  CalendarMessage,
  CalendarReading,
  EventSnapshot,
} from '../calendar/snapshot.ts';
import type { CalendarPart } from '../mime/mail.ts';

/** The one message of a mail, or why there is none. */
export type OneCalendar =
  | Readonly<{ ok: true; message: CalendarMessage }>
  | Readonly<{
      ok: false;
      reason: CalendarFault | 'no_calendar' | 'parts_differ' | 'method_mismatch';
      detail?: string;
    }>;

/**
 * The one calendar message that a mail carries, whatever number of copies it has.
 *
 * Google sends each calendar twice, as an alternative and as a file. Copies that differ in method,
 * UID, organizer, times or rule are an attack on whoever looks at the other one (security.md 1.3).
 *
 * @param parts    the calendar parts of the mail
 * @param readings what reading each of them gave, in the same order
 */
export function oneCalendar(
  parts: readonly CalendarPart[],
  readings: readonly CalendarReading[],
): OneCalendar {
  const [first] = readings;
  if (first === undefined) return { ok: false, reason: 'no_calendar' };
  const differs = readings.some((each) => each.ok !== first.ok || !sayTheSame(each, first));
  if (differs) return { ok: false, reason: 'parts_differ' };
  if (!first.ok) return { ok: false, reason: first.fault, detail: first.detail };
  const written = readings.find((each) => each.ok && each.message.method !== undefined);
  const message = written?.ok ? written.message : first.message;
  const clash = parts.find((part) => isClash(part.method, message.method));
  if (clash !== undefined) {
    const detail = `The mail says method=${clash.method}, the calendar METHOD:${message.method}.`;
    return { ok: false, reason: 'method_mismatch', detail };
  }
  return { ok: true, message };
}

/** Google's «propose a new time» has method=REPLY on the part and METHOD:COUNTER inside (imip.md 4). */
function isClash(hint: string | undefined, method: string | undefined): boolean {
  if (hint === undefined || method === undefined || hint === method) return false;
  return !(hint === 'REPLY' && method === 'COUNTER');
}

function sayTheSame(a: CalendarReading, b: CalendarReading): boolean {
  if (!a.ok || !b.ok) return !a.ok && !b.ok && a.fault === b.fault;
  // A saved copy may lack METHOD; the part that has one decides.
  const { method = b.message.method } = a.message;
  return method === (b.message.method ?? method) && essence(a.message) === essence(b.message);
}

/** What a guest would notice if it were different. */
function essence({ uid, master, overrides }: CalendarMessage): string {
  return JSON.stringify([uid, ...[master, ...overrides].map((each) => each && core(each))]);
}

function core(event: EventSnapshot): readonly unknown[] {
  const { recurrenceId, thisAndFuture, sequence, start, end, status, rrule, rdates, exdates } =
    event;
  const people = event.attendees.map(({ raw, partstat }) => [raw.toLowerCase(), partstat]);
  return [
    ...[recurrenceId, thisAndFuture, sequence, start, end, status, rrule, rdates, exdates],
    event.organizer?.raw.toLowerCase(),
    event.summary,
    event.location,
    people,
  ];
}
