import { expect, test } from '@jest/globals';
import { differences } from './compare.ts';

const rules = { varying: new Set(['/id']), newerKeys: new Set(['RedriveCount']) };

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, {}],
  [{ a: 1 }, { a: 1, b: 2 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  ['text', 'other'],
  [null, {}],
  ['{"a":1}', '{"a":2}'],
  ['arn:x:<uuid:1>', 'arn:y:1'],
  [
    { errorType: 'A', errorMessage: 'm' },
    { errorType: 'B', errorMessage: 'm' },
  ],
])('%j is not %j', (wanted, actual) => {
  expect(differences(wanted, actual, rules)).not.toEqual([]);
});

test.each([
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  ['{"a":1,"b":2}', '{"b":2, "a":1}'],
  [{ id: 'recorded' }, { id: 'ours' }],
  [{ a: 1 }, { a: 1, RedriveCount: 0 }],
  ['arn:x:<uuid:1>', 'arn:x:1'],
  [
    { errorType: 'A', errorMessage: 'm', requestId: '1' },
    { errorType: 'A', errorMessage: 'm', trace: [] },
  ],
  ['start-date', '2026-01-01T00:00:00Z'],
])('%j is like %j', (wanted, actual) => {
  expect(differences(wanted, actual, rules)).toEqual([]);
});
