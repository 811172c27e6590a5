import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { rememberMail } from '../../adapters/mail-records.ts';
import { handler as sweep } from '../../functions/sweep/handler.ts';
import { MIN_AGE_MS } from '../../functions/sweep/window.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const states = mockClient(SFNClient);

const MINUTE = 60_000;
const LAG_MS = MINUTE;
const SWEEP_MS = 15 * MINUTE;

let now = Date.parse('2026-12-01T10:00:00Z');
jest.spyOn(Date, 'now').mockImplementation(() => now);

/** When each object was stored; a listing shows it a minute later. */
let stored: ReadonlyMap<string, number> = new Map();
/** When the executions of each mail were started. */
const started = new Map<string, number[]>();

world.s3.on(ListObjectsV2Command).callsFake(({ Prefix = '', StartAfter = '' }) => ({
  Contents: [...stored]
    .filter(([key, at]) => key.startsWith(Prefix) && key > StartAfter && at + LAG_MS <= now)
    .map(([Key, at]) => ({ Key, LastModified: new Date(at) }))
    .sort((a, b) => (a.Key < b.Key ? -1 : 1)),
  IsTruncated: false,
}));
states.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
states.on(ListExecutionsCommand).resolves({ executions: [] });
states.on(StartExecutionCommand).callsFake(async ({ input, name }) => {
  const { key } = JSON.parse(input).detail.object as { key: string };
  started.set(key, [...(started.get(key) ?? []), now]);
  const mail = { mailId: key.slice(key.lastIndexOf('/') + 1), mailbox: 'calendar', size: 1 };
  const receivedAt = new Date(now).toISOString();
  await rememberMail(
    { ...mail, mailbox: 'calendar', key, receivedAt, execution: name },
    new Date(now),
  );
  return {};
});

afterEach(() => {
  started.clear();
});

test.each([7, 11, 13])(
  'where a listing lags by a minute and no event comes, sweeps find each mail once, at the second after it is due at the latest (%i)',
  async (step) => {
    const begin = now;
    // Ids are in no order of time: a new one may lie before where the sweep before this one ended.
    const mails = Array.from({ length: 24 }, (_, index) => {
      const at = begin + ((index * step * 97) % 90) * MINUTE;
      return [`inbox/calendar/${step}-${(index * 5) % 24}-${index}`, at] as const;
    });
    stored = new Map(mails);
    for (; now < begin + 150 * MINUTE; now += SWEEP_MS) await sweep({}, contextOf('sweep'));
    for (const [key, at] of mails) {
      const [found = Number.POSITIVE_INFINITY, ...again] = started.get(key) ?? [];
      expect([key, found - at >= MIN_AGE_MS, found - at <= MIN_AGE_MS + SWEEP_MS, again]).toEqual([
        ...[key, true, true],
        [],
      ]);
    }
  },
);
