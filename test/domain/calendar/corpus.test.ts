import { expect, test } from '@jest/globals';
import type { OutgoingEvent } from '../../../domain/calendar/outgoing.ts';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { CalendarMessage, EventSnapshot, Method } from '../../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';
import { cpuTime } from '../../cpu-time.ts';
import { type CorpusCalendar, corpusCalendars } from '../../fixtures/corpus-calendars.ts';

const MAX_MS = 2_000;

/**
 * What becomes of each field of an event that we pass on. Dropped on purpose: what is ours in every mail
 * (the server organizes, one guest is asked), `class` since a list is the opposite of private, and the
 * range, which is split before anything is written. What no snapshot has (VALARM, X- properties,
 * CATEGORIES, ATTACH) the reader has left behind.
 */
const FATE: Readonly<Record<keyof EventSnapshot, 'kept' | 'dropped'>> = {
  ...({ uid: 'kept', recurrenceId: 'kept', sequence: 'kept', dtstamp: 'kept' } as const),
  ...({ start: 'kept', end: 'kept', rrule: 'kept', rdates: 'kept', exdates: 'kept' } as const),
  ...({ summary: 'kept', description: 'kept', location: 'kept', url: 'kept' } as const),
  ...({ status: 'kept', transparent: 'kept', comment: 'kept' } as const),
  ...({ organizer: 'dropped', attendees: 'dropped', attendeeCount: 'dropped' } as const),
  ...({ class: 'dropped', thisAndFuture: 'dropped', proposed: 'dropped' } as const),
};

type Timed = EventSnapshot & Required<Pick<EventSnapshot, 'start' | 'end'>>;

const eventsOf = ({ master, overrides }: CalendarMessage): readonly EventSnapshot[] =>
  master === undefined ? overrides : [master, ...overrides];
const isTimed = (event: EventSnapshot): event is Timed =>
  event.start !== undefined && event.end !== undefined;

function outgoing(event: Timed): OutgoingEvent {
  const { organizer, attendees, attendeeCount, proposed, ...rest } = event;
  const { class: _, thisAndFuture, dtstamp, ...kept } = rest;
  return {
    ...kept,
    dtstamp: dtstamp ?? '2026-11-23T10:00:00Z',
    organizer: { address: 'invites@example.com' },
    attendee: { address: 'bob@example.org', partstat: 'NEEDS-ACTION' },
  };
}

/** What of an event is kept; an absent DTSTAMP is ours. */
function kept(event: EventSnapshot): object {
  const fields = Object.entries({ dtstamp: '2026-11-23T10:00:00Z', ...event });
  const fates: Readonly<Record<string, string>> = FATE;
  return Object.fromEntries(fields.filter(([name]) => fates[name] !== 'dropped'));
}

function readAgain(text: string): CalendarMessage {
  const reading = readCalendar(new TextEncoder().encode(text));
  if (!reading.ok) throw new Error(reading.detail);
  return reading.message;
}

/** The text of all events of a message, and how many of them there are. */
function written(message: CalendarMessage, method: Method): string {
  return writeCalendar({ method, events: eventsOf(message).filter(isTimed).map(outgoing) });
}

/** A message whose calendar is written, read and written again: both texts and all that is kept are equal. */
function expectFixpoint(path: string, message: CalendarMessage): number {
  const { method = 'REQUEST' } = message;
  const events = eventsOf(message).filter(isTimed);
  if (events.length === 0) return 0;
  const text = written(message, method);
  const again = readAgain(text);
  expect([path, eventsOf(again).map(kept)]).toEqual([path, events.map(kept)]);
  expect([path, again.method, written(again, method)]).toEqual([path, method, text]);
  return events.length;
}

async function corpusMessages(): Promise<
  readonly (CorpusCalendar & { message: CalendarMessage })[]
> {
  const calendars = (await corpusCalendars()) ?? [];
  return calendars.flatMap(({ path, bytes }) => {
    const reading = readCalendar(bytes);
    return reading.ok ? [{ path, bytes, message: reading.message }] : [];
  });
}

test('every calendar of the corpus is read or refused with a sentence, in time', async () => {
  const calendars = await corpusCalendars();
  if (calendars === undefined) return;
  expect(calendars.length).toBeGreaterThan(700);
  for (const { path, bytes } of calendars) {
    const spent = cpuTime();
    const reading = readCalendar(bytes);
    expect([path, spent() < MAX_MS]).toEqual([path, true]);
    if (!reading.ok) expect(reading.detail).toMatch(/^.{5,}$/);
  }
}, 60_000);

test('whole messages of the corpus, written and read again, are what they were', async () => {
  const messages = await corpusMessages();
  if (messages.length === 0) return;
  const found = { messages: 0, events: 0, overrides: 0, rdates: 0, exdates: 0, days: 0 };
  for (const { path, message } of messages) {
    const events = eventsOf(message);
    const count = expectFixpoint(path, message);
    found.messages += count > 0 ? 1 : 0;
    found.events += count;
    found.overrides += message.overrides.length;
    found.rdates += events.filter(({ rdates }) => rdates.length > 0).length;
    found.exdates += events.filter(({ exdates }) => exdates.length > 0).length;
    found.days += events.filter(({ start }) => start?.kind === 'date').length;
  }
  console.info('corpus, written and read again:', found);
  // Each kind is there: a reader that began to refuse one would else pass unseen.
  for (const count of Object.values(found)) expect(count).toBeGreaterThan(5);
}, 60_000);
