import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sumRanges } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { newEvent, newRun } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();

test('what a run adds up to grows with every 25 guests of a range, before the range ends', async () => {
  const guests = Array.from({ length: 60 }, (_, index) => `guest${index}@example.com`);
  const { runId, deliver } = await newRun(world, mac, await newEvent(mac), { guests });
  const seen: number[] = [];
  let mails = 0;
  mockClient(SESv2Client)
    .on(SendEmailCommand)
    .callsFake(async () => {
      mails += 1;
      if (mails % 25 === 1) seen.push((await sumRanges(runId, true)).tally.sent);
      return { MessageId: `id-${mails}` };
    });
  expect(await deliver()).toMatchObject({ state: 'done', sent: 60 });
  expect([...seen, (await sumRanges(runId, true)).tally.sent]).toEqual([0, 25, 50, 60]);
});
