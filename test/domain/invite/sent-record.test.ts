import { expect, test } from '@jest/globals';
import {
  beneath,
  coveredBy,
  heldVersion,
  holdingOf,
  isInvited,
  type SentRecord,
} from '../../../domain/invite/sent-record.ts';
import { sentBefore } from './send-views.ts';

const unknown = (more: Partial<SentRecord> = {}) => sentBefore({ state: 'unknown', ...more });

test.each<[string, SentRecord | undefined, ReturnType<typeof holdingOf>]>([
  ['nobody was sent anything', undefined, { mayHold: [] }],
  ['all of a version was sent', sentBefore(), { held: 4, mayHold: [] }],
  ['a version went out without an answer', unknown(), { mayHold: [4] }],
  ['that happened over an older one', unknown({ held: 2 }), { held: 2, mayHold: [4] }],
  ['it happened twice', unknown({ held: 2, mayHold: [3] }), { held: 2, mayHold: [3, 4] }],
  ['only some parts were sent', sentBefore({ parts: 3, held: 2 }), { held: 2, mayHold: [4] }],
  [
    'the first part was rejected',
    sentBefore({ state: 'failed', held: 2 }),
    { held: 2, mayHold: [] },
  ],
  [
    'the second part was rejected',
    sentBefore({ state: 'failed', part: 1, parts: 3, held: 2 }),
    { held: 2, mayHold: [4] },
  ],
  ['SES was silent twice', sentBefore({ state: 'failed', reason: 'silence' }), { mayHold: [4] }],
  [
    'a reminder was rejected, over a mail without an answer',
    sentBefore({ state: 'failed', anew: true, over: unknown({ runId: 'first' }) }),
    { mayHold: [4] },
  ],
  [
    'a reminder was rejected, over one that they hold',
    sentBefore({ state: 'failed', anew: true, held: 4, over: sentBefore() }),
    { held: 4, mayHold: [] },
  ],
  [
    'a reminder of what they hold is open',
    unknown({ held: 4, anew: true }),
    { held: 4, mayHold: [] },
  ],
])('what a guest holds before the next version where %s', (_, last, holding) => {
  expect(holdingOf(last, 5)).toEqual(holding);
  expect(heldVersion(last)).toBe(holding.held);
  if (last) expect(isInvited(last)).toBe(holding.held !== undefined || holding.mayHold.length > 0);
});

test('what a guest holds is the same at each attempt at a version', () => {
  expect(holdingOf(unknown({ held: 2, mayHold: [3] }), 3)).toEqual({ held: 2, mayHold: [3] });
});

test('a repetition over one that did not come to its end lies over what that one lay over', () => {
  const first = unknown({ alone: true });
  const over = coveredBy(first, 3);
  const broken = unknown({ runId: 'nudge', anew: true, ...(over && { over }) });
  expect(coveredBy(broken, 3)).toEqual(over);
  expect(beneath(broken, 3)).toEqual(first);
  const whole = sentBefore({ runId: 'nudge', anew: true, ...(over && { over }) });
  expect(coveredBy(whole, 3)).toMatchObject({ state: 'sent', runId: 'nudge' });
  expect(beneath(whole, 3)).toBe(whole);
  expect(coveredBy(first, 4)).toBeUndefined();
});
