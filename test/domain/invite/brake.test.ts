import { expect, test } from '@jest/globals';
import { FIRST_LIMITS, judge, RUN_LIMITS } from '../../../domain/invite/brake.ts';

const said = (recipients: number, bounced: number, complained = 0) => ({
  recipients,
  bounced,
  complained,
});

test.each([
  ['5 % of the first thousand bounced', said(1_000, 50), FIRST_LIMITS, 'too_many_bounces'],
  ['a bounce less', said(1_000, 49), FIRST_LIMITS, undefined],
  [
    '0.3 % of the first thousand complained',
    said(1_000, 0, 3),
    FIRST_LIMITS,
    'too_many_complaints',
  ],
  ['a complaint less', said(1_000, 0, 2), FIRST_LIMITS, undefined],
  ['8 % bounced', said(5_000, 400), RUN_LIMITS, 'too_many_bounces'],
  ['a bounce less than 8 %', said(5_000, 399), RUN_LIMITS, undefined],
  ['0.3 % complained', said(5_000, 0, 15), RUN_LIMITS, 'too_many_complaints'],
  ['everything went wrong with 199 recipients', said(199, 199, 199), RUN_LIMITS, undefined],
  ['the 200th recipient', said(200, 16), RUN_LIMITS, 'too_many_bounces'],
  ['12 % of the first thousand (Table B, B18)', said(1_000, 120), FIRST_LIMITS, 'too_many_bounces'],
] as const)('%s', (_, feedback, limits, expected) => {
  expect(judge(feedback, limits)).toBe(expected);
});
