import { expect, test } from '@jest/globals';
import type { Installation } from '../../../cli/doctor/facts.ts';
import { CHECKS, reportOn } from '../../../cli/doctor/report.ts';
import type { Status } from '../../../cli/doctor/verdict.ts';
import { ACCOUNT_CASES } from './cases/account-cases.ts';
import { account, type Changed, dns } from './cases/changes.ts';
import { INBOUND_CASES } from './cases/inbound-cases.ts';
import { ROUND_TRIP_CASES } from './cases/round-trip-cases.ts';
import { SENDER_CASES } from './cases/sender-cases.ts';
import { known, NO_ANSWER, PARTS, WELL } from './sample-facts.ts';

const CASES = [...SENDER_CASES, ...INBOUND_CASES, ...ACCOUNT_CASES, ...ROUND_TRIP_CASES];

const lineOf = (id: string, changed: Changed) =>
  reportOn({ ...WELL, ...changed }).checks.find((line) => line.id === id);

test.each(CASES)('%s is %s (%#)', (id, status, changed, says) => {
  const { found, fixes, ...line } = lineOf(id, changed) ?? { found: '', fixes: [] };
  expect({ id, status }).toEqual({ id, status: 'status' in line ? line.status : undefined });
  expect(`${found} ${JSON.stringify(fixes)}`).toMatch(says);
});

test('every warning and failure comes with something that mends it', () => {
  const helpless = CASES.filter(([id, status, changed]) => {
    const needsFix = ['warn', 'fail', 'unknown'].includes(status);
    return needsFix !== (lineOf(id, changed)?.fixes ?? []).length > 0;
  });
  expect(helpless.map(([id, status]) => `${id}: ${status}`)).toEqual([]);
});

test('the table has every verdict that each check can come to, and no other', () => {
  const tested = (id: string, status: Status) =>
    CASES.some(([each, verdict]) => each === id && verdict === status);
  const wrong = CHECKS.flatMap(({ id, warns, fails }) => [
    ...(tested(id, 'pass') ? [] : [`${id}: pass`]),
    ...(tested(id, 'warn') === (warns !== undefined) ? [] : [`${id}: warn`]),
    ...(tested(id, 'fail') === (fails !== undefined) ? [] : [`${id}: fail`]),
  ]);
  expect(wrong).toEqual([]);
});

test('the exit code is 0 with warnings, 1 when something fails, 2 when something could not be asked', () => {
  const code = (changed: Changed) => reportOn({ ...WELL, ...changed }).exitCode;
  expect(code({})).toBe(0);
  expect(code(account({ plan: 'ESSENTIALS' }))).toBe(0);
  expect(code(account({ isProduction: false }))).toBe(1);
  expect(code({ account: NO_ANSWER })).toBe(2);
  expect(code({ account: NO_ANSWER, ...dns({ mx: known([]) }) })).toBe(1);
});

test('a report has every check once, whatever is known', () => {
  const embedded: Installation = { ...PARTS.INSTALLATION, kind: 'embedded' };
  for (const changed of [
    {},
    { installation: embedded },
    { identity: NO_ANSWER, account: NO_ANSWER },
  ]) {
    const { checks, counts } = reportOn({ ...WELL, ...changed });
    expect(checks.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(CHECKS.length);
  }
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
});

test('for the embedded stack the checks of DNS and of SES in the cloud say that they do not apply', () => {
  const installation: Installation = { ...PARTS.INSTALLATION, kind: 'embedded' };
  const { checks } = reportOn({ ...WELL, installation });
  const judged = checks.filter(({ status }) => status !== 'skip').map(({ id }) => id);
  expect(judged).toEqual(['sending', 'quota', 'api', 'loop-invitation', 'loop-mail']);
});
