import { expect, test } from '@jest/globals';
import { asWholeSeries, tailOf } from '../../../domain/invite/this-and-future.ts';
import { component, request, utc } from '../../fixtures/said.ts';

const SKIPPED = '2031-03-22T18:00';
const master = component({ rrule: 'FREQ=WEEKLY;COUNT=6', exdates: [utc(SKIPPED)] });

/** The dates from this one on, two hours later. */
const later = (from: string) => {
  const start = utc(from.replace('T18', 'T20'));
  const end = utc(from.replace('T18', 'T21'));
  return request(component({ recurrenceId: utc(from), thisAndFuture: true, start, end }));
};

test('a date that was taken out of the series stays out of the rest at its new time', () => {
  expect(tailOf(later('2031-03-08T18:00'), master)?.master).toMatchObject({
    start: utc('2031-03-08T20:00'),
    rrule: 'FREQ=WEEKLY;COUNT=5',
    exdates: [utc('2031-03-22T20:00')],
  });
});

test('and of the whole series, when it is the first date from which all move', () => {
  expect(asWholeSeries(later('2031-03-01T18:00'), master).master).toMatchObject({
    start: utc('2031-03-01T20:00'),
    rrule: 'FREQ=WEEKLY;COUNT=6',
    exdates: [utc('2031-03-22T20:00')],
  });
});
