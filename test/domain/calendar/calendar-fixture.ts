import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventSnapshot } from '../../../domain/calendar/snapshot.ts';
import { cpuTime } from '../../cpu-time.ts';

/** security.md table A: a hostile calendar is judged in less. */
const MAX_MS = 2_000;

/** The octets of a calendar of these lines. */
export function octets(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

/** A sound REQUEST; each line replaces the one with its property name, or is added to the event. */
export function requestWith(...changes: readonly string[]): Uint8Array {
  return messageWith('REQUEST', ...changes);
}

/** A sound message of a method, changed like {@link requestWith}; `-NAME` takes a line out. */
export function messageWith(method: string, ...changes: readonly string[]): Uint8Array {
  const nameOf = (line: string): string => line.replace(/^-/, '').split(/[;:]/, 1)[0] ?? '';
  const names = new Set(changes.map(nameOf));
  const kept = EVENT.filter((line) => !names.has(nameOf(line)));
  const added = changes.filter((line) => !line.startsWith('-'));
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Test//EN'];
  const event = ['BEGIN:VEVENT', ...kept, ...added, 'END:VEVENT'];
  return octets(...head, `METHOD:${method}`, ...event, 'END:VCALENDAR');
}

const EVENT = [
  'UID:one@example.com',
  'DTSTAMP:20261101T080000Z',
  'DTSTART;TZID=Europe/Berlin:20261124T140000',
  'DTEND;TZID=Europe/Berlin:20261124T150000',
  'SEQUENCE:0',
  'SUMMARY:Review',
  'ORGANIZER:mailto:ann@example.com',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:calendar@example.org',
];

/** The lines in front of the first component of a REQUEST. */
export const CALENDAR_HEAD = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST'];

/** The lines of a small sound VEVENT, with one more. */
export function eventLines(uid: string, extra = 'SUMMARY:x'): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261101T080000Z',
    'DTSTART:20261124T140000Z',
    extra,
    'END:VEVENT',
  ];
}

/** The same line many times. */
export function repeat(line: string, count: number): string[] {
  return Array.from({ length: count }, () => line);
}

/** Reads in less than {@link MAX_MS} of CPU time. */
function readInTime(bytes: Uint8Array): ReturnType<typeof readCalendar> {
  const spent = cpuTime();
  const reading = readCalendar(bytes);
  const ms = spent();
  if (ms > MAX_MS) throw new Error(`reading took ${ms} ms`);
  return reading;
}

/** Fault and sentence of a calendar, `none` where it is read; fails where that takes 2 s. */
export function faultOf(bytes: Uint8Array): [fault: string, detail: string] {
  const reading = readInTime(bytes);
  return reading.ok ? ['none', ''] : [reading.fault, reading.detail];
}

/** The master of a calendar that must be read; fails where that takes 2 s. */
export function masterOf(bytes: Uint8Array): EventSnapshot {
  const reading = readInTime(bytes);
  if (!reading.ok) throw new Error(`${reading.fault}: ${reading.detail}`);
  if (reading.message.master === undefined) throw new Error('no master');
  return reading.message.master;
}
