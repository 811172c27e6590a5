import { expect, test } from '@jest/globals';
import { countTimes } from '../../../domain/invite/answer-times.ts';

const NO_COUNTS = { accepted: 0, tentative: 0, declined: 0, delegated: 0 };

function timesOf(...answers: readonly (readonly ['accepted' | 'declined' | 'none', string])[]) {
  const counter = countTimes();
  for (const [answer, arrivedAt] of answers) counter.add({ answer, arrivedAt, at: arrivedAt });
  return counter.times();
}

test('without answers there are no times', () => {
  expect(timesOf(['none', '2026-12-01T10:00:00Z'])).toEqual({ step: 'hour', items: [] });
});

test('answers of some days are told by the hour, in order', () => {
  const times = timesOf(
    ['declined', '2026-12-02T09:59:59.999Z'],
    ['accepted', '2026-12-01T10:01:00Z'],
    ['accepted', '2026-12-01T10:59:00Z'],
  );
  expect(times).toEqual({
    step: 'hour',
    items: [
      { at: '2026-12-01T10:00:00Z', ...NO_COUNTS, accepted: 2 },
      { at: '2026-12-02T09:00:00Z', ...NO_COUNTS, declined: 1 },
    ],
  });
});

test('answers of more than four days are told by the day', () => {
  const times = timesOf(
    ['accepted', '2026-12-01T10:00:00Z'],
    ['accepted', '2026-12-01T23:00:00Z'],
    ['declined', '2026-12-05T11:00:00Z'],
  );
  expect(times).toEqual({
    step: 'day',
    items: [
      { at: '2026-12-01T00:00:00Z', ...NO_COUNTS, accepted: 2 },
      { at: '2026-12-05T00:00:00Z', ...NO_COUNTS, declined: 1 },
    ],
  });
});
