import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { CalendarReading, EventSnapshot } from '../../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../../domain/calendar/write-calendar.ts';

const corpus = join(import.meta.dirname, '../../../../shared/corpus');
const MAX_MS = 2_000;

/** Every calendar of the corpus: whole .ics files, and what stands in a mail unencoded. */
function* calendars(): Generator<[file: string, bytes: Uint8Array]> {
  for (const entry of readdirSync(corpus, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    if (entry.name.endsWith('.ics')) yield [file, bytes];
    else
      for (const text of inMail(bytes.toString('latin1')))
        yield [file, Buffer.from(text, 'latin1')];
  }
}

function inMail(mail: string): string[] {
  const coded = mail.match(/^(?:[A-Za-z0-9+/]{40,}={0,2}\r?\n)+(?:[A-Za-z0-9+/]+={0,2})?/gm) ?? [];
  const decoded = coded.map((text) => Buffer.from(text, 'base64').toString('latin1'));
  return [mail, ...decoded].flatMap(
    (text) => text.match(/BEGIN:VCALENDAR[\s\S]*?END:VCALENDAR/g) ?? [],
  );
}

function rewrite(event: EventSnapshot): CalendarReading {
  const {
    uid,
    sequence,
    start,
    end,
    summary,
    description,
    location,
    transparent,
    rdates,
    exdates,
  } = event;
  if (start === undefined || end === undefined) throw new Error('no times');
  const text = writeCalendar({
    method: 'REQUEST',
    events: [
      {
        ...{
          uid,
          sequence,
          start,
          end,
          summary,
          description,
          location,
          transparent,
          rdates,
          exdates,
        },
        ...(event.rrule === undefined ? {} : { rrule: event.rrule }),
        ...(event.url === undefined ? {} : { url: event.url }),
        ...(event.recurrenceId === undefined ? {} : { recurrenceId: event.recurrenceId }),
        dtstamp: '2026-11-23T10:00:00Z',
        organizer: { address: 'invites@example.com' },
        attendee: { address: 'bob@example.org', partstat: 'NEEDS-ACTION' },
      },
    ],
  });
  return readCalendar(new TextEncoder().encode(text));
}

test('every calendar of the corpus is read in time, and valid ones survive writing', () => {
  if (!existsSync(corpus)) {
    console.warn('the corpus is absent: nothing was read');
    return;
  }
  const count = { read: 0, refused: 0, events: 0 };
  for (const [file, bytes] of calendars()) {
    const before = performance.now();
    const reading = readCalendar(bytes);
    expect([file, performance.now() - before < MAX_MS]).toEqual([file, true]);
    if (!reading.ok) {
      count.refused += 1;
      expect(reading.detail).toMatch(/^.{5,}$/);
      continue;
    }
    count.read += 1;
    const { master, overrides } = reading.message;
    for (const event of master === undefined ? overrides : [master, ...overrides]) {
      if (event.start === undefined || event.thisAndFuture) continue;
      count.events += 1;
      const again = rewrite(event);
      if (!again.ok) throw new Error(`${file}: ${again.detail}`);
      const { attendees, attendeeCount, organizer, status, dtstamp, comment, ...same } = event;
      const back = again.message.master ?? again.message.overrides[0];
      expect([file, back]).toEqual([file, expect.objectContaining({ ...same, class: 'PUBLIC' })]);
    }
  }
  console.info(
    `corpus: ${count.read} calendars read, ${count.refused} refused, ${count.events} events written and read again`,
  );
  expect(count.events).toBeGreaterThan(300);
}, 60_000);
