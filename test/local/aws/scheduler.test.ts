import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterEach, expect, test } from '@jest/globals';
import { startGateway } from '../../../local/aws/gateway.ts';
import { openScheduler } from '../../../local/aws/scheduler.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { turns, type VirtualClock, virtualClock } from '../virtual-clock.ts';

const SEND = 'arn:aws:states:us-east-1:000000000000:stateMachine:send';
const DAY_MS = 86_400_000;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Called = readonly [arn: string, input: string];

/** A Scheduler behind its wire protocol; `fails` says how many calls go wrong before one is taken. */
async function open(clock: VirtualClock, folder = scratchFolder(), fails = 0) {
  const calls: Called[] = [];
  const knobs = { folder, clock, groups: ['default', 'mine'], region: 'us-east-1' };
  const scheduler = openScheduler(knobs);
  scheduler.start(async (...call) => {
    calls.push(call);
    if (calls.length <= fails) throw new Error('nobody is there');
  });
  const gateway = await startGateway({ port: 0, services: { scheduler: scheduler.handle } });
  const client = new SchedulerClient({
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'anybody', secretAccessKey: 'anything' },
    maxAttempts: 1,
  });
  const close = async (): Promise<void> => {
    client.destroy();
    await gateway.close();
    await scheduler.close();
  };
  closers.push(close);
  const crash = async (): Promise<void> => {
    closers.splice(closers.indexOf(close), 1);
    await close();
  };
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await turns();
  };
  return { client, calls, advance, crash };
}

const schedule = (
  change: Partial<CreateScheduleCommandInput> = {},
): CreateScheduleCommandInput => ({
  Name: 'one',
  GroupName: 'mine',
  ScheduleExpression: 'at(2026-11-24T12:00:00)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  ActionAfterCompletion: 'DELETE',
  Target: { Arn: SEND, RoleArn: 'arn:aws:iam::000000000000:role/any', Input: '{"runId":"r1"}' },
  ...change,
});

const at = (time: string) => virtualClock(Date.parse(time));
const names = async (client: SchedulerClient, query = {}) =>
  ((await client.send(new ListSchedulesCommand(query))).Schedules ?? []).map(({ Name }) => Name);

test('a schedule is told as it was made', async () => {
  const { client } = await open(at('2026-11-24T11:00:00Z'));
  const made = await client.send(new CreateScheduleCommand(schedule()));
  expect(made.ScheduleArn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule/mine/one');
  const told = await client.send(new GetScheduleCommand({ Name: 'one', GroupName: 'mine' }));
  expect(told).toMatchObject({
    ...schedule(),
    Arn: made.ScheduleArn,
    State: 'ENABLED',
    ScheduleExpressionTimezone: 'UTC',
    CreationDate: new Date('2026-11-24T11:00:00Z'),
  });
});

test('a schedule fires once, when it is due, and is gone', async () => {
  const { client, calls, advance } = await open(at('2026-11-24T11:59:00Z'));
  await client.send(new CreateScheduleCommand(schedule()));
  await advance(59_999);
  expect(calls).toEqual([]);
  await advance(1);
  expect(calls).toEqual([[SEND, '{"runId":"r1"}']]);
  await advance(DAY_MS);
  expect(calls).toHaveLength(1);
  expect(await names(client)).toEqual([]);
});

test('a schedule that is not deleted after its end stays, and fires no more', async () => {
  const { client, calls, advance } = await open(at('2026-11-24T11:59:59Z'));
  await client.send(new CreateScheduleCommand(schedule({ ActionAfterCompletion: 'NONE' })));
  await advance(1_000);
  await advance(DAY_MS);
  expect(calls).toHaveLength(1);
  expect(await names(client)).toEqual(['one']);
});

test.each([
  ['Europe/Berlin', '2027-03-28T02:30:00', '2027-03-28T01:00:00Z'],
  ['America/New_York', '2027-11-07T01:30:00', '2027-11-07T05:30:00Z'],
])('a time in %s, %s, is %s', async (zone, local, instant) => {
  const { client, calls, advance } = await open(virtualClock(Date.parse(instant) - 1_000));
  const expression = { ScheduleExpression: `at(${local})`, ScheduleExpressionTimezone: zone };
  await client.send(new CreateScheduleCommand(schedule(expression)));
  await advance(999);
  expect(calls).toHaveLength(0);
  await advance(1);
  expect(calls).toHaveLength(1);
});

test('a schedule outlives a restart, and one that fell due meanwhile fires at once', async () => {
  const folder = scratchFolder();
  const clock = at('2026-11-24T11:00:00Z');
  const first = await open(clock, folder);
  await first.client.send(new CreateScheduleCommand(schedule()));
  await first.client.send(
    new CreateScheduleCommand(
      schedule({ Name: 'two', ScheduleExpression: 'at(2026-11-25T12:00:00)' }),
    ),
  );
  await first.crash();
  clock.advance(2 * 3_600_000);
  const second = await open(clock, folder);
  await second.advance(0);
  expect([first.calls.length, second.calls.length]).toEqual([0, 1]);
  expect(await names(second.client)).toEqual(['two']);
});

test('a call that fails is repeated until it is taken', async () => {
  const { client, calls, advance } = await open(at('2026-11-24T11:59:59Z'), undefined, 3);
  await client.send(new CreateScheduleCommand(schedule()));
  for (const seconds of [1, 1, 2, 4]) await advance(seconds * 1_000);
  expect(calls).toHaveLength(4);
  expect(await names(client)).toEqual([]);
});

test('a call that fails is given up as its retry policy says', async () => {
  const { client, calls, advance } = await open(at('2026-11-24T11:59:59Z'), undefined, 99);
  const Target = { ...schedule().Target, RetryPolicy: { MaximumRetryAttempts: 2 } };
  await client.send(new CreateScheduleCommand(schedule({ Target } as never)));
  for (let minute = 0; minute < 10; minute += 1) await advance(60_000);
  expect(calls).toHaveLength(3);
});

test('a schedule that is changed fires at its new time alone', async () => {
  const { client, calls, advance } = await open(at('2026-11-24T11:59:00Z'));
  await client.send(new CreateScheduleCommand(schedule()));
  const later = schedule({ ScheduleExpression: 'at(2026-11-24T12:05:00)' });
  await client.send(new UpdateScheduleCommand(later));
  await advance(5 * 60_000);
  expect(calls).toHaveLength(0);
  await advance(60_000);
  expect(calls).toHaveLength(1);
});

test('a schedule that is deleted or disabled does not fire', async () => {
  const { client, calls, advance } = await open(at('2026-11-24T11:59:00Z'));
  await client.send(new CreateScheduleCommand(schedule()));
  await client.send(new DeleteScheduleCommand({ Name: 'one', GroupName: 'mine' }));
  await client.send(new CreateScheduleCommand(schedule({ Name: 'two', State: 'DISABLED' })));
  await advance(DAY_MS);
  expect(calls).toEqual([]);
});

test('schedules are listed by group, by the beginning of their name, and page by page', async () => {
  const { client } = await open(at('2026-11-24T11:00:00Z'));
  for (const Name of ['a1', 'a2', 'b1'])
    await client.send(new CreateScheduleCommand(schedule({ Name })));
  await client.send(new CreateScheduleCommand(schedule({ Name: 'a3', GroupName: 'default' })));
  expect(await names(client, { NamePrefix: 'a' })).toEqual(['a3', 'a1', 'a2']);
  expect(await names(client, { GroupName: 'mine' })).toEqual(['a1', 'a2', 'b1']);
  const first = await client.send(new ListSchedulesCommand({ MaxResults: 3 }));
  const { NextToken } = first;
  expect(NextToken).toBeDefined();
  expect(await names(client, { MaxResults: 3, NextToken })).toEqual(['b1']);
});

test('the same CreateSchedule come again is answered again; another one of that name is a conflict', async () => {
  const { client } = await open(at('2026-11-24T11:00:00Z'));
  const first = schedule({ ClientToken: 'token' });
  const made = await client.send(new CreateScheduleCommand(first));
  expect(await client.send(new CreateScheduleCommand(first))).toMatchObject({
    ScheduleArn: made.ScheduleArn,
  });
  const second = client.send(new CreateScheduleCommand(schedule()));
  await expect(second).rejects.toMatchObject({ name: 'ConflictException' });
});

test.each([
  ['a group that is not there', { GroupName: 'other' }, 'ResourceNotFoundException'],
  ['a name with a slash', { Name: 'a/b' }, 'ValidationException'],
  [
    'a day that is not there',
    { ScheduleExpression: 'at(2026-02-30T12:00:00)' },
    'ValidationException',
  ],
  ['a text that is no time', { ScheduleExpression: 'at(noon)' }, 'ValidationException'],
  [
    'a zone that is not there',
    { ScheduleExpressionTimezone: 'Mars/Olympus' },
    'ValidationException',
  ],
  ['a rate', { ScheduleExpression: 'rate(1 minute)' }, 'NotImplementedException'],
  [
    'a flexible window',
    { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } },
    'NotImplementedException',
  ],
] as const)('%s is refused', async (_, change, name) => {
  const { client } = await open(at('2026-11-24T11:00:00Z'));
  const made = client.send(new CreateScheduleCommand(schedule(change)));
  await expect(made).rejects.toMatchObject({ name });
  expect(await names(client)).toEqual([]);
});

test('what is not there cannot be read, changed or deleted', async () => {
  const { client } = await open(at('2026-11-24T11:00:00Z'));
  const name = { Name: 'one', GroupName: 'mine' };
  const missing = { name: 'ResourceNotFoundException' };
  await expect(client.send(new GetScheduleCommand(name))).rejects.toMatchObject(missing);
  await expect(client.send(new UpdateScheduleCommand(schedule()))).rejects.toMatchObject(missing);
  await expect(client.send(new DeleteScheduleCommand(name))).rejects.toMatchObject(missing);
});
