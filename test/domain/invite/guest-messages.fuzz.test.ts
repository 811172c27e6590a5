import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { messagesFor, messagesForUnsure } from '../../../domain/invite/guest-messages.ts';
import type { Override, Series } from '../../../domain/invite/series.ts';
import { component, utc } from '../../fixtures/said.ts';
import { keptOf, receive, shown } from './guest-client.ts';

const AT = '2026-11-20T10:00:05Z';

/** Series of 4 weeks that begin at one of two hours, with dates taken out and dates that differ. */
const series: fc.Arbitrary<Series> = fc
  .record({
    status: fc.constantFrom<Series['status']>('confirmed', 'confirmed', 'confirmed', 'cancelled'),
    from: fc.constantFrom('17', '18'),
    summary: fc.constantFrom('Demo day', 'Demo night'),
    dates: fc.array(fc.constantFrom('regular', 'gone', 'moved', 'renamed'), {
      minLength: 4,
      maxLength: 4,
    }),
    count: fc.constantFrom(3, 4),
  })
  .map(({ status, from, summary, dates, count }) => {
    const day = (week: number) => `2031-03-${String(1 + 7 * week).padStart(2, '0')}`;
    const original = (week: number) => utc(`${day(week)}T${from}:00`);
    const changed = dates.flatMap((fate, week): readonly Override[] => {
      if ((fate !== 'moved' && fate !== 'renamed') || week >= count) return [];
      const start = fate === 'moved' ? utc(`${day(week)}T20:00`) : original(week);
      const end = fate === 'moved' ? utc(`${day(week)}T21:00`) : utc(`${day(week)}T19:00`);
      const title = fate === 'renamed' ? 'Rehearsal' : summary;
      return [{ ...component({ start, end, summary: title }), recurrenceId: original(week) }];
    });
    const exdates = dates.flatMap((fate, week) =>
      fate === 'gone' && week < count ? [original(week)] : [],
    );
    const master = component({
      ...{ summary, exdates, rrule: `FREQ=WEEKLY;COUNT=${count}` },
      ...{ start: original(0), end: utc(`${day(0)}T19:00`) },
    });
    return { status, master, overrides: changed };
  });

test('a calendar that shows one version shows the next one after its messages', () => {
  fc.assert(
    fc.property(series, series, (held, newest) => {
      const after = messagesFor(held, newest, AT).reduce(receive, keptOf(held));
      expect(shown(after)).toEqual(shown(keptOf(newest)));
    }),
    { numRuns: 1_000 },
  );
});

test('an empty calendar shows a version after the messages for somebody new', () => {
  fc.assert(
    fc.property(series, (newest) => {
      const after = messagesFor(undefined, newest, AT).reduce(receive, undefined);
      expect(shown(after)).toEqual(shown(keptOf(newest)));
    }),
  );
});

test('whichever of some versions a calendar shows, it shows the newest after the messages of the unsure', () => {
  fc.assert(
    fc.property(
      fc.array(series, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      series,
      (maybe, which, newest) => {
        const held = maybe[which % maybe.length];
        if (!held) return;
        const after = messagesForUnsure(maybe, newest, AT).reduce(receive, keptOf(held));
        expect(shown(after)).toEqual(shown(keptOf(newest)));
      },
    ),
    { numRuns: 500 },
  );
});

test('whoever holds the newest version is told nothing', () => {
  fc.assert(
    fc.property(series, (newest) => {
      expect(messagesFor(newest, newest, AT)).toEqual([]);
    }),
  );
});
