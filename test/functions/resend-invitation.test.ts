import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readRun } from '../../adapters/run-store.ts';
import { handler } from '../../functions/resend-invitation/handler.ts';
import { EVENT_ID, storeDecision } from './guest-mail.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const states = mockClient(SFNClient);

beforeEach(() => {
  states.reset().on(StartExecutionCommand).resolves({});
});

function asked(arrivedAt: string, guestKey: string): string {
  const decision = { outcome: 'ACCEPT', reason: 'refreshed', detail: '', arrivedAt } as const;
  return storeDecision(world.objects, decision, guestKey);
}

const resend = (mailId: string) => handler({ mailId }, contextOf('resend-invitation'));
const inputs = () =>
  states.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.input ?? '');

test('A41 REFRESH a hundred times in an hour starts one run, for one guest', async () => {
  const reasons = new Set<string>();
  for (let mail = 0; mail < 100; mail += 1) {
    const second = String(mail % 60).padStart(2, '0');
    const mailId = asked(`2026-11-22T11:${mail < 60 ? '00' : '01'}:${second}.000Z`, 'guest-a');
    reasons.add((await resend(mailId)).reason);
  }
  expect([...reasons]).toEqual(['refreshed', 'refreshed_lately']);
  expect(inputs()).toHaveLength(1);
  const { runId } = JSON.parse(inputs()[0] ?? '') as { runId: string };
  expect(await readRun(runId)).toMatchObject({
    ...{ eventId: EVENT_ID, kind: 'resend', guestKey: 'guest-a', state: 'queued' },
  });
  expect(runId).toMatch(/^[a-z2-7]{26}$/);
});

test('a step that is repeated finds its own turn and starts the same run', async () => {
  const mailId = asked('2026-11-22T11:00:00.000Z', 'guest-b');
  states.reset().on(StartExecutionCommand).rejectsOnce(new Error('lost')).resolves({});
  await expect(resend(mailId)).rejects.toThrow('lost');
  expect(await resend(mailId)).toMatchObject({ outcome: 'ACCEPT', reason: 'refreshed' });
  expect(new Set(inputs()).size).toBe(1);
});

test('a day later there is another turn', async () => {
  expect(await resend(asked('2026-11-22T11:00:00.000Z', 'guest-c'))).toMatchObject({
    reason: 'refreshed',
  });
  expect(await resend(asked('2026-11-23T11:00:01.000Z', 'guest-c'))).toMatchObject({
    reason: 'refreshed',
  });
  expect(new Set(inputs()).size).toBe(2);
});
