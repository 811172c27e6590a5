import { expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';

/** What a REPLY with this parameter of ATTENDEE proposes. */
function proposedBy(parameter: string): unknown {
  const text = `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x
ATTENDEE;PARTSTAT=TENTATIVE;TO-ALL-PROPOSED-NEW-TIME="${parameter}":mailto:guest@example.org
END:VEVENT\nEND:VCALENDAR\n`;
  const reading = readCalendar(new TextEncoder().encode(text));
  return reading.ok ? reading.message.master?.proposed : reading.fault;
}

const utc = (hour: number) => ({ kind: 'utc', at: `2026-12-01T${hour}:00:00Z` });
const day = (date: string) => ({ kind: 'date', date });

test.each([
  ['DTSTART:20261201T150000Z;DTEND:20261201T160000Z;STATUS:;', { start: utc(15), end: utc(16) }],
  ['dtend:20261201T160000Z;dtstart:20261201T150000Z', { start: utc(15), end: utc(16) }],
  ['DTSTART:20261201T150000Z', { start: utc(15) }],
  ['DTSTART:20261201T150000Z;DTEND:20261202', { start: utc(15) }],
  [
    'DTSTART;VALUE=DATE:20261201;DTEND;VALUE=DATE:20261202',
    { start: day('2026-12-01'), end: day('2026-12-02') },
  ],
  [
    'DTSTART;TZID=Europe/Berlin:20261201T160000',
    { start: { kind: 'zoned', local: '2026-12-01T16:00:00', zone: 'Europe/Berlin' } },
  ],
  ['DTSTART:20261201T150000', undefined],
  ['DTSTART;TZID=Nowhere/At All:20261201T150000', undefined],
  ['DTSTART:20269901T150000Z', undefined],
  ['DTEND:20261201T160000Z', undefined],
  [`${'DTSTART;'.repeat(4_000)}`, undefined],
])('a REPLY of iOS proposes what its parameter says: %#', (parameter, expected) => {
  expect(proposedBy(parameter)).toEqual(expected);
});
