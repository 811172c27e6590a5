import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CalendarMessage } from '../../../domain/calendar/snapshot.ts';
import { applyMessage } from '../../../domain/invite/apply-message.ts';
import type { EventVersion } from '../../../domain/invite/event.ts';
import { EMPTY_STATE, joinMessage } from '../../../domain/invite/event-state.ts';
import { messagesFor } from '../../../domain/invite/guest-messages.ts';
import { liveSeries } from '../../../domain/invite/series.ts';
import { cancel, component, request, saidOf, utc } from '../../fixtures/said.ts';

const ARRIVED = '2026-11-20T10:00:05Z';
const WEEKLY = 'FREQ=WEEKLY;COUNT=4';

/** Original starts; the last one is none of the rule's. */
const DATES = ['2031-03-01T18:00', '2031-03-08T18:00', '2031-03-15T18:00', '2031-03-09T18:00'];

/** SEQUENCE and DTSTAMP: few of each, so that equal ones meet, and a CANCEL of Outlook's with 0. */
const stamp = fc.record({
  sequence: fc.integer({ min: 0, max: 3 }),
  dtstamp: fc.integer({ min: 10, max: 14 }).map((hour) => `2026-11-20T${hour}:00:00Z`),
});
const date = fc.constantFrom(...DATES).map(utc);
const hour = fc.integer({ min: 17, max: 20 });
const times = fc.tuple(fc.constantFrom('01', '08', '15'), hour).map(([day, from]) => ({
  start: utc(`2031-03-${day}T${from}:00`),
  end: utc(`2031-03-${day}T${from + 1}:00`),
}));
const summary = fc.constantFrom('Demo day', 'Demo night');

const masters = fc
  .record({ stamp, summary, hour, exdates: fc.subarray(DATES.slice(0, 3)) })
  .map(({ stamp: said, hour: from, exdates, summary: title }) =>
    component({
      ...{ ...said, summary: title, rrule: WEEKLY, exdates: exdates.map(utc) },
      ...{ start: utc(`2031-03-01T${from}:00`), end: utc(`2031-03-01T${from + 1}:00`) },
    }),
  );
const overrides = fc
  .record({ stamp, date, times, summary })
  .map(({ stamp: said, date: recurrenceId, times: when, summary: title }) =>
    component({ ...said, ...when, summary: title, recurrenceId }),
  );

const messages: fc.Arbitrary<CalendarMessage> = fc.oneof(
  masters.map((master) => request(master)),
  fc.tuple(masters, overrides).map(([master, override]) => request(master, override)),
  overrides.map((override) => request(override)),
  masters.map((master) => cancel(master)),
  overrides.map((override) => cancel(override)),
);

const several = fc.array(messages, { minLength: 1, maxLength: 7 });

const endOf = (said: readonly CalendarMessage[]) =>
  said.reduce((state, message) => joinMessage(state, message, ARRIVED), EMPTY_STATE);

/** Keys of objects in one order: which instance was heard of first is no part of the state. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ),
  );

const shuffled = several.chain((said) =>
  fc.tuple(
    fc.constant(said),
    fc.shuffledSubarray([...said, ...said], { minLength: said.length * 2 }),
  ),
);

test('any order and any repetition of the same messages ends in the same state and the same series', () => {
  fc.assert(
    fc.property(shuffled, ([said, again]) => {
      expect(plain(endOf(again))).toEqual(plain(endOf(said)));
      expect(plain(liveSeries(endOf(again)))).toEqual(plain(liveSeries(endOf(said))));
    }),
    { numRuns: 400 },
  );
});

/** Every order of these. */
const ordersOf = <T>(each: readonly T[]): readonly (readonly T[])[] =>
  each.length < 2
    ? [each]
    : each.flatMap((first, index) =>
        ordersOf(each.toSpliced(index, 1)).map((rest) => [first, ...rest]),
      );

/** What guests hold in the end: of an event that is cancelled nothing. */
const shownIn = (versions: readonly EventVersion[]): unknown => {
  const series = versions.at(-1)?.series;
  return series?.status === 'cancelled' ? 'cancelled' : plain(series);
};

const stampOf = (sequence: number, hour: number) => ({
  ...{ sequence, dtstamp: `2026-11-20T${hour}:00:00Z` },
});
const dateAt = (day: string, hour: string) => ({
  start: utc(`2031-03-${day}T${hour}:00`),
  end: utc(`2031-03-${day}T${hour}:30`),
});
const weekly = { rrule: WEEKLY, ...dateAt('01', '18') };
const eighth = { recurrenceId: utc('2031-03-08T18:00'), ...dateAt('08', '19') };
const fifteenth = { recurrenceId: utc('2031-03-15T18:00'), ...dateAt('15', '20') };

// What comes behind a newer word is stale, be it a cancellation that comes too late or an update.
test.each<[string, readonly CalendarMessage[]]>([
  [
    'a single event',
    [0, 1, 2, 3, 4].map((n) => request(component({ ...stampOf(n, 10), summary: `Word ${n}` }))),
  ],
  [
    'an event that Google changes under one SEQUENCE',
    [10, 11, 12, 13, 14].map((hour) =>
      request(component({ ...stampOf(1, hour), summary: `Word ${hour}` })),
    ),
  ],
  [
    'an event that is cancelled and comes back',
    [
      request(component(stampOf(0, 10))),
      request(component({ ...stampOf(1, 11), ...dateAt('02', '18') })),
      cancel(component(stampOf(2, 12))),
      request(component({ ...stampOf(3, 13), summary: 'Back' })),
      request(component({ ...stampOf(4, 14), summary: 'Back again' })),
    ],
  ],
  [
    'a series with a date that is moved, and taken out',
    [
      request(component({ ...weekly, ...stampOf(0, 10) })),
      request(component({ ...eighth, ...stampOf(1, 11) })),
      request(component({ ...weekly, ...stampOf(2, 12), summary: 'Renamed' })),
      cancel(component({ ...eighth, ...stampOf(3, 13) })),
      request(component({ ...fifteenth, ...stampOf(4, 14) })),
    ],
  ],
  [
    'a series that is cancelled',
    [
      request(component({ ...weekly, ...stampOf(0, 10) })),
      request(component({ ...eighth, ...stampOf(1, 11) })),
      cancel(component({ ...fifteenth, ...stampOf(2, 12) })),
      request(component({ ...weekly, ...stampOf(3, 13), summary: 'Renamed' })),
      cancel(component({ ...weekly, ...stampOf(4, 14) })),
    ],
  ],
])('five words about %s, each told twice, end in the same state in all 120 orders', (_, said) => {
  const orders = ordersOf(said);
  expect(new Set(orders.map((order) => JSON.stringify(order))).size).toBe(120);
  const state = plain(endOf(said));
  const shown = shownIn(versionsOf(said));
  for (const order of orders) {
    const told = [...order, ...order.toReversed()];
    expect(plain(endOf(told))).toEqual(state);
    expect(shownIn(versionsOf(told))).toEqual(shown);
  }
});

test('a message that was heard leaves the very same state when it is heard again', () => {
  fc.assert(
    fc.property(several, fc.nat(), (said, index) => {
      const state = endOf(said);
      const heard = said[index % said.length];
      if (heard) expect(joinMessage(state, heard, ARRIVED)).toBe(state);
    }),
  );
});

/** The versions that these messages make, one after the other. */
function versionsOf(said: readonly CalendarMessage[]): readonly EventVersion[] {
  const versions: EventVersion[] = [];
  let waiting: readonly CalendarMessage[] = [];
  const hear = (message: CalendarMessage, minute: number): void => {
    const now = new Date(Date.parse(ARRIVED) + minute * 60_000);
    const applied = applyMessage(versions.at(-1), saidOf(message), now);
    if (applied.kind === 'waits') waiting = [...waiting, message];
    if (applied.kind !== 'version') return;
    versions.push(applied.version);
    // As the step that records it does: what came before its event goes on.
    const resumed = waiting;
    waiting = [];
    for (const each of resumed) hear(each, minute);
  };
  said.forEach(hear);
  return versions;
}

test('SEQUENCE never falls, rises by one where guests notice something, and stays where they do not', () => {
  fc.assert(
    fc.property(several, (said) => {
      const versions = versionsOf(said);
      versions.slice(1).forEach((version, index) => {
        const before = versions[index];
        if (!before) return;
        const isNoticed =
          before.series.status !== version.series.status ||
          messagesFor(before.series, version.series, version.at).length > 0;
        expect(version.sequence - before.sequence).toBe(isNoticed ? 1 : 0);
        expect(version.kind === 'unchanged').toBe(!isNoticed);
        if (!isNoticed) expect(version.tells).toBe('nobody');
        expect(version.version).toBe(before.version + 1);
        expect(version.timeSequence).toBeLessThanOrEqual(version.sequence);
      });
    }),
    { numRuns: 400 },
  );
});

test('an event that guests hold is taken from them by a cancel, and told to them by an update', () => {
  fc.assert(
    fc.property(several, (said) => {
      for (const { kind, tells } of versionsOf(said)) {
        if (tells !== 'nobody') expect(tells).toBe(kind === 'cancelled' ? 'cancel' : 'update');
      }
    }),
  );
});
