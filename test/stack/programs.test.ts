import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Report } from '../../cli/doctor/report.ts';
import { run } from '../cli/run.ts';
import { testExamples } from './examples.ts';
import { countMails, usePrivateStack } from './private-stack.ts';

const at = usePrivateStack({ CONVOKE_HOLD_SECONDS: '0' });

test('the doctor sends both mails of the loop test through the embedded stack and sees them back', async () => {
  const args = ['doctor', '--loop', '--json', '--data', at().folder];
  const { code, stdout, stderr } = await run(args, {}, '', sleep);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { installation, checks } = JSON.parse(stdout) as Report;
  expect(installation).toMatchObject({ kind: 'embedded', domain: 'example.test' });
  expect(checks.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual([
    'sending',
    'quota',
    'api',
    'loop-invitation',
    'loop-mail',
  ]);
  expect(await countMails(at(), 'success@simulator.amazonses.com')).toBe(1);
  // The mail to us is answered by nobody, not even by a help mail.
  expect(await countMails(at())).toBe(1);
}, 30_000);

testExamples(at);
