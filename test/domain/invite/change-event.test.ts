import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyMessage } from '../../../domain/invite/apply-message.ts';
import {
  cancelMessage,
  changeMessage,
  type EventChange,
  type RequestedMessage,
} from '../../../domain/invite/change-event.ts';
import type { EventVersion } from '../../../domain/invite/event.ts';
import { cancel, component, OWNER, request, saidOf, utc } from '../../fixtures/said.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

/** The version that these messages of the organizer make, one after the other. */
function versionOf(...messages: readonly ReturnType<typeof request>[]): EventVersion {
  let version: EventVersion | undefined;
  for (const message of messages) {
    const applied = applyMessage(version, saidOf(message), NOW);
    if (applied.kind !== 'version') throw new Error(applied.kind);
    version = applied.version;
  }
  if (version === undefined) throw new Error('nothing was said');
  return version;
}

/** What an asked message makes of the event; or what it is instead. */
function outcomeOf(before: EventVersion, asked: RequestedMessage) {
  if (asked.kind !== 'message') return asked;
  const said = { ...saidOf(asked.message), source: 'api' as const };
  const applied = applyMessage(before, said, NOW);
  if (applied.kind !== 'version') throw new Error(`it did not win: ${applied.kind}`);
  const { kind, tells, diff, series } = applied.version;
  return { kind, tells, diff, status: series.status, version: applied.version };
}

const zoned = (local: string) => ({ kind: 'zoned', local, zone: 'Europe/Berlin' }) as const;
const MEETING = component({
  start: zoned('2031-03-04T18:00:00'),
  end: zoned('2031-03-04T19:00:00'),
  location: 'Room 1',
});
const SERIES = { ...MEETING, rrule: 'FREQ=WEEKLY;COUNT=4' };

test.each<[string, EventChange, readonly string[]]>([
  ['the title', { title: 'Winter' }, ['title: «Demo day» became «Winter»']],
  ['the place', { location: 'Room 2' }, ['place: «Room 1» became «Room 2»']],
  ['the end', { end: '2031-03-04T20:00:00' }, ['ends 1 h later']],
  [
    'both times',
    { start: '2031-03-04T19:00:00', end: '2031-03-04T20:00:00' },
    ['starts 1 h later'],
  ],
  [
    'an instant, told in the zone of the event',
    { start: '2031-03-04T18:00:00Z', end: '2031-03-04T19:00:00Z' },
    ['starts 1 h later'],
  ],
])('a change of %s is told in words and reaches the guests', (_, change, diff) => {
  const before = versionOf(request(MEETING));
  const outcome = outcomeOf(before, changeMessage(before, change, NOW));
  expect(outcome).toMatchObject({ kind: 'updated', tells: 'update', diff });
});

test('what a change leaves out stays as it is', () => {
  const before = versionOf(request(SERIES));
  const outcome = outcomeOf(before, changeMessage(before, { title: 'Winter' }, NOW));
  const master = 'version' in outcome ? outcome.version.series.master : undefined;
  expect(master).toMatchObject({
    ...SERIES,
    ...{ summary: 'Winter', sequence: 1, dtstamp: '2026-11-24T12:00:00Z' },
  });
});

test('another zone keeps the clock of the event, and moves it', () => {
  const before = versionOf(request(MEETING));
  const asked = changeMessage(before, { timeZone: 'Europe/London' }, NOW);
  const outcome = outcomeOf(before, asked);
  expect('version' in outcome && outcome.version.series.master.start).toEqual({
    ...{ kind: 'zoned', local: '2031-03-04T18:00:00', zone: 'Europe/London' },
  });
  expect(outcome).toMatchObject({ version: { timeSequence: 1 } });
});

test.each<EventChange>([
  {},
  { title: 'Demo day' },
  { start: '2031-03-04T18:00', end: '2031-03-04T19:00:00', timeZone: 'Europe/Berlin' },
  { start: '2031-03-04T17:00:00Z' },
])('%j says nothing new', (change) => {
  const before = versionOf(request(MEETING));
  expect(changeMessage(before, change, NOW)).toEqual({ kind: 'same' });
});

test.each<EventChange>([
  { start: '2031-02-30T18:00:00' },
  { start: '2031-03-04T20:00:00' },
  { start: '2031-03-04' },
  { timeZone: 'Mars/Olympus' },
])('%j is a fault', (change) => {
  expect(changeMessage(versionOf(request(MEETING)), change, NOW)).toMatchObject({ kind: 'fault' });
});

test('an event is cancelled whole, and a second time nothing is said', () => {
  const before = versionOf(request(SERIES));
  const outcome = outcomeOf(before, cancelMessage(before, undefined, NOW));
  expect(outcome).toMatchObject({ kind: 'cancelled', tells: 'cancel', status: 'cancelled' });
  const after = 'version' in outcome ? outcome.version : before;
  expect(cancelMessage(after, undefined, NOW)).toEqual({ kind: 'same' });
  expect(cancelMessage(after, '2031-03-11T18:00:00', NOW)).toEqual({ kind: 'same' });
});

test.each(['2031-03-11T18:00:00', '2031-03-11T17:00:00Z', '2031-03-11'])(
  'the date of a series that starts %s is cancelled alone, once',
  (instance) => {
    const before = versionOf(request(SERIES));
    const outcome = outcomeOf(before, cancelMessage(before, instance, NOW));
    expect(outcome).toMatchObject({
      ...{ kind: 'updated', tells: 'update', status: 'confirmed' },
      diff: ['2031-03-11 18:00:00: cancelled'],
    });
    const after = 'version' in outcome ? outcome.version : before;
    expect(after.series.master.exdates).toEqual([zoned('2031-03-11T18:00:00')]);
    expect(cancelMessage(after, instance, NOW)).toEqual({ kind: 'same' });
  },
);

test('a moved date is cancelled by its original start', () => {
  const moved = { ...MEETING, recurrenceId: zoned('2031-03-11T18:00:00') };
  const times = { start: zoned('2031-03-12T18:00:00'), end: zoned('2031-03-12T19:00:00') };
  const before = versionOf(request(SERIES), request({ ...moved, ...times, sequence: 1 }));
  expect(before.series.overrides).toHaveLength(1);
  const outcome = outcomeOf(before, cancelMessage(before, '2031-03-11T18:00:00', NOW));
  expect('version' in outcome && outcome.version.series.overrides).toEqual([]);
});

test.each([
  ['a day without a date', SERIES, '2031-03-12T18:00:00'],
  ['a date of a single event', MEETING, '2031-03-04T18:00:00'],
  ['a word', SERIES, 'tomorrow'],
])('%s is a fault', (_, master, instance) => {
  const before = versionOf(request(master));
  expect(cancelMessage(before, instance, NOW)).toMatchObject({ kind: 'fault' });
});

test('a request wins over everything said before, also by clocks that are ahead', () => {
  const minute = fc.integer({ min: 0, max: 59 }).map((n) => String(n).padStart(2, '0'));
  const stamp = fc.record({
    sequence: fc.integer({ min: 0, max: 9 }),
    dtstamp: fc
      .tuple(fc.constantFrom('2026-11-24T11', '2026-11-24T12', '2099-01-01T00'), minute)
      .map(([hour, text]) => `${hour}:${text}:00Z`),
  });
  fc.assert(
    fc.property(stamp, stamp, stamp, fc.boolean(), (first, second, third, isCancelled) => {
      const start = utc('2031-03-02T18:00');
      const again = { ...component(), ...second, start, end: utc('2031-03-02T19:00') };
      const said = [
        request({ ...component(), ...first }),
        request(again),
        ...(isCancelled ? [cancel({ ...component(), ...third })] : []),
      ];
      let before: EventVersion | undefined;
      for (const message of said) {
        const applied = applyMessage(before, saidOf(message), NOW);
        if (applied.kind === 'version') before = applied.version;
      }
      if (before === undefined) throw new Error('nothing was recorded');
      const change = changeMessage(before, { title: 'Winter' }, NOW);
      expect(outcomeOf(before, change)).toMatchObject({ status: 'confirmed' });
      const stop = cancelMessage(before, undefined, NOW);
      const status = before.series.status === 'cancelled' ? {} : { status: 'cancelled' };
      expect(outcomeOf(before, stop)).toMatchObject(status);
    }),
  );
});

test('whose event it is stays as it was', () => {
  const before = versionOf(request(MEETING));
  const asked = changeMessage(before, { title: 'Winter' }, NOW);
  expect(asked).toMatchObject({
    message: { uid: before.uid, master: { organizer: { address: OWNER } } },
  });
});
