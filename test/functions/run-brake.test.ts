import { GetAccountCommand, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { recordFacts } from '../../adapters/guest-ledger.ts';
import { claimRange, releaseRange } from '../../adapters/range-claims.ts';
import { updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { newSend } from './sends.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

const NOW = new Date();

beforeEach(() => {
  ses.reset();
  const SendQuota = { MaxSendRate: 500, Max24HourSend: 50_000, SentLast24Hours: 0 };
  ses.on(GetAccountCommand).resolves({ SendQuota, SendingEnabled: true });
  ses.on(SendEmailCommand).resolves({ MessageId: 'id' });
});

/** A big run whose first thousand are out. */
async function firstThousand(bounced: number, complained = 0) {
  const run = await newSend(world, mac);
  const { runId, eventId, read } = run;
  await updateRun(runId, { total: 5_000, pass: 0, ranges: 50 });
  const ranges = Array.from({ length: 50 }, (_, range) => ({
    range,
    start: 0,
    end: 1,
    count: 100,
  }));
  const lines = ranges.map((range) => `${JSON.stringify(range)}\n`).join('');
  world.objects.set(`runs/${runId}/manifest-1.jsonl`, lines);
  const claim = { runId, range: 0, worker: 'w' };
  await claimRange(claim, Date.now(), 30_000);
  await releaseRange(claim, { ...EMPTY_TALLY, sent: 1_000 }, true);
  const fact = (index: number, state: 'bounced' | 'complained') => {
    const guestKey = `${state}${index}`.toLowerCase();
    const named = { eventId, guestKey, sendId: `send${index}`, runId, state };
    return { ...named, permanent: state === 'bounced', at: NOW.toISOString() };
  };
  const facts = [
    ...Array.from({ length: bounced }, (_, index) => fact(index, 'bounced')),
    ...Array.from({ length: complained }, (_, index) => fact(index, 'complained')),
  ];
  // SES tells many things twice.
  await recordFacts(facts);
  await recordFacts(facts);
  return {
    ...run,
    wake: async () => updateRun((await read()).runId, { brakeUntil: NOW.toISOString() }),
  };
}

test('after the first thousand of a big list a run waits for SES’s words, then goes on', async () => {
  const { settle, turn, read, wake } = await firstThousand(49, 2);
  expect(await settle()).toMatchObject({ waitSeconds: 600, pass: 1 });
  expect(await turn()).toMatchObject({ mine: false });
  expect((await turn()).waitSeconds).toBeGreaterThan(590);
  expect(await read()).toMatchObject({ state: 'sending' });
  await wake();
  expect(await turn()).toMatchObject({ mine: true, pass: 1 });
  expect((await read()).brakeUntil).toBeUndefined();
});

test.each([
  [50, 0, 'too_many_bounces'],
  [0, 3, 'too_many_complaints'],
] as const)(
  '%i bounces and %i complaints of the first thousand stop the run: %s',
  async (bounced, complained, why) => {
    const { settle, turn, read, wake, finish } = await firstThousand(bounced, complained);
    await settle();
    await wake();
    await turn();
    expect(await turn()).toMatchObject({ closed: true });
    await finish();
    expect(await read()).toMatchObject({
      state: 'stopped',
      stopped: why,
      tally: { sent: 1_000, skipped: 4_000, skippedByReason: { stopped: 4_000 } },
    });
    const raw = ses.commandCalls(SendEmailCommand).at(-1)?.args[0].input.Content?.Raw?.Data;
    const report = Buffer.from(raw ?? '').toString('ascii');
    expect(report).toContain('Subject: Stopped: ');
    expect(report).toContain('the run stopped itself');
  },
);

test('a run that 12 % bounce from is stopped at the end of its pass (Table B, B18)', async () => {
  const { settle, read } = await firstThousand(120);
  await settle();
  expect(await read()).toMatchObject({ wish: 'stop', stopped: 'too_many_bounces' });
});

test('a call that counts or begins a pass behind the end of its run changes nothing of it', async () => {
  const { settle, turn, read, runId } = await firstThousand(0);
  await turn();
  await updateRun(runId, { state: 'finished', endedAt: NOW.toISOString() });
  const before = await read();
  await settle();
  await turn();
  expect(await read()).toEqual(before);
});
