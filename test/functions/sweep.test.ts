import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createErasure, readErasure } from '../../adapters/erasures.ts';
import { readTurn, replaceTurn } from '../../adapters/event-turn.ts';
import {
  readMailRecord,
  recordOutcome,
  releaseMail,
  rememberMail,
} from '../../adapters/mail-records.ts';
import { createRun, type Run, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { changeRunIdOf } from '../../domain/invite/keys.ts';
import { handler } from '../../functions/sweep/handler.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const states = mockClient(SFNClient);

const MINUTE = 60_000;
const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE);

/** What lies in the bucket of mails, and where executions stand. */
let objects: { Key: string; LastModified: Date }[] = [];
let statuses: Record<string, ExecutionStatus> = {};

beforeEach(() => {
  objects = [];
  statuses = {};
  states.reset();
  states.on(StartExecutionCommand).resolves({});
  states.on(ListExecutionsCommand).resolves({ executions: [] });
  states.on(DescribeExecutionCommand).callsFake(({ executionArn }: { executionArn: string }) => {
    const status = statuses[executionArn];
    if (!status) throw new ExecutionDoesNotExist({ message: 'none', $metadata: {} });
    return { status };
  });
  world.s3.on(ListObjectsV2Command).callsFake(({ Prefix = '', StartAfter = '' }) => ({
    Contents: objects.filter(({ Key }) => Key.startsWith(Prefix) && Key > StartAfter),
    IsTruncated: false,
  }));
});

const sweep = () => handler({}, contextOf('sweep'));

const started = () =>
  states.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);

const lay = (Key: string, minutes: number) => objects.push({ Key, LastModified: ago(minutes) });

test('a mail that no event told of gets its execution, of its own workflow and under one name (Table B, B2)', async () => {
  lay('inbox/calendar/lost1', 21);
  lay('inbox/rsvp/lost2', 60);
  lay('inbox/bulk/lost3', 4_000);
  expect(await sweep()).toMatchObject({ arrived: 3 });
  const [first] = started();
  expect(started().map(({ stateMachineArn }) => stateMachineArn)).toEqual([
    'test-INGEST_WORKFLOW_ARN',
    'test-RSVP_WORKFLOW_ARN',
    'test-IMPORT_WORKFLOW_ARN',
  ]);
  expect(JSON.parse(first?.input ?? '')).toEqual({
    detail: { object: { key: 'inbox/calendar/lost1' } },
  });
  await sweep();
  const names = started().map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
});

test('a mail that is new, old, known, or no mail is left alone', async () => {
  lay('inbox/calendar/new', 19);
  lay('inbox/calendar/old', 73 * 60);
  lay('inbox/calendar/AMAZON_SES_SETUP_NOTIFICATION', 60);
  lay('inbox/calendar/known', 60);
  await remember('known', 'execution');
  expect(await sweep()).toMatchObject({ arrived: 0 });
});

const remember = (mailId: string, execution: string, minutes = 60) =>
  rememberMail(
    {
      ...{ mailId, mailbox: 'calendar', key: `inbox/calendar/${mailId}`, size: 1, execution },
      receivedAt: ago(minutes).toISOString(),
    },
    ago(minutes),
  );

test('of more than 200 mails the oldest are started first, and the rest by the next pass', async () => {
  for (let index = 0; index < 250; index += 1) {
    lay(`inbox/calendar/m${String(index).padStart(3, '0')}`, 300 - index);
  }
  expect(await sweep()).toMatchObject({ arrived: 200 });
  expect(started()[0]?.input).toContain('m000');
  for (let index = 0; index < 200; index += 1) {
    await remember(`m${String(index).padStart(3, '0')}`, 'execution');
  }
  expect(await sweep()).toMatchObject({ arrived: 50 });
}, 30_000);

test('a mail whose execution failed unheard is held as poison; one that is at work or done is not', async () => {
  statuses = { failed: 'FAILED', running: 'RUNNING', timed: 'TIMED_OUT' };
  for (const execution of ['failed', 'running', 'timed', 'gone']) {
    await remember(`of-${execution}`, execution);
  }
  await remember('of-express', 'arn:aws:states:eu-west-1:1:express:rsvp:a:b');
  await remember('of-done', 'failed');
  await recordOutcome('of-done', { outcome: 'ACCEPT', reason: 'accepted' });
  await remember('of-now', 'failed', 5);
  expect(await sweep()).toMatchObject({ poisoned: 3 });
  const ids = ['failed', 'timed', 'express', 'running', 'gone', 'done', 'now'];
  const records = await Promise.all(ids.map((id) => readMailRecord(`of-${id}`)));
  expect(records.map((record) => record?.reason)).toEqual([
    ...['poison', 'poison', 'poison', undefined, undefined, 'accepted', undefined],
  ]);
  expect(await sweep()).toMatchObject({ poisoned: 0 });
});

test('a held mail that was let through, and whose own execution failed unheard, is poison', async () => {
  statuses = { first: 'SUCCEEDED', second: 'FAILED' };
  await remember('of-let-through', 'first');
  await recordOutcome('of-let-through', { outcome: 'HOLD', reason: 'unconfirmed' });
  expect(await sweep()).toMatchObject({ poisoned: 0 });
  const release = { as: 'confirmed', execution: 'second', at: ago(30).toISOString() } as const;
  await releaseMail('of-let-through', { ...release, reasons: ['unconfirmed'] });
  expect(await sweep()).toMatchObject({ poisoned: 1 });
  expect(await readMailRecord('of-let-through')).toMatchObject({ reason: 'poison' });
});

let runs = 0;
async function newRun(more: Partial<Run>): Promise<string> {
  runs += 1;
  const runId = `swept${runs}`;
  const createdAt = ago(60).toISOString();
  const named = { runId, eventId: `event${runs}`, kind: 'send', state: 'sending' } as const;
  await createRun({ ...named, createdAt, execution: runId, ...more });
  return runId;
}

const stateOf = async (runId: string) => (await readRun(runId))?.state;

test('a run whose execution ended without it needs attention; one that runs does not', async () => {
  const stranded = await newRun({});
  const running = await newRun({ state: 'settling' });
  const paused = await newRun({ state: 'paused' });
  statuses = { [stranded]: 'FAILED', [running]: 'RUNNING', [paused]: 'RUNNING' };
  expect(await sweep()).toMatchObject({ stranded: 1 });
  expect(await Promise.all([stranded, running, paused].map(stateOf))).toEqual([
    ...['needs_attention', 'settling', 'paused'],
  ]);
  expect(await sweep()).toMatchObject({ stranded: 0 });
});

test('a run that was never started is started', async () => {
  const named = { runId: 'waiting', eventId: 'event', kind: 'send', state: 'queued' } as const;
  await createRun({ ...named, createdAt: ago(60).toISOString() });
  expect(await sweep()).toMatchObject({ started: 1 });
  expect(started().map(({ name }) => name)).toEqual(['send-waiting']);
});

test('a scheduled run is left alone until its time; one whose time passed unheard is started', async () => {
  const plan = (minutesAgo: number) => {
    const startsAt = ago(minutesAgo).toISOString();
    return { state: 'scheduled', schedule: { at: startsAt, startsAt } } as const;
  };
  const [missed, later] = [await newRun(plan(60)), await newRun(plan(-60))];
  expect(await sweep()).toMatchObject({ stranded: 0, missed: 1, moved: 0 });
  const inputs = started().map(({ input }) => input);
  expect(inputs.filter((input) => input === JSON.stringify({ runId: missed }))).toHaveLength(1);
  expect(inputs).not.toContain(JSON.stringify({ runId: later }));
  expect(await stateOf(later)).toBe('scheduled');
  expect(await sweep()).toMatchObject({ stranded: 0 });
});

test('a run that was stopped and that nobody works on is closed', async () => {
  const runId = await newRun({ wish: 'stop', stopped: 'asked', total: 10, ranges: 1 });
  statuses = { [runId]: 'FAILED' };
  await sweep();
  expect(await readRun(runId)).toMatchObject({
    state: 'stopped',
    tally: { skippedByReason: { stopped: 10 } },
  });
});

test('the turn of a run that just ended is free again; that of another run is not touched', async () => {
  const runId = await newRun({ state: 'finished', endedAt: ago(10).toISOString() });
  const other = await newRun({ state: 'finished', endedAt: ago(10).toISOString() });
  const [mine, others] = [`event${runs - 1}`, `event${runs}`];
  await replaceTurn(mine, undefined, { runId, draining: [], takenAt: 0 });
  await replaceTurn(others, undefined, { runId: 'somebody', draining: [other], takenAt: 0 });
  await sweep();
  expect(await readTurn(mine)).toBeUndefined();
  expect(await readTurn(others)).toMatchObject({ runId: 'somebody' });
});

test('a change that failed unheard before it had a run, and an erasure, need attention (Table B, B33)', async () => {
  const eventId = 'sweptsweptsweptsweptswept1';
  const change = `arn:aws:states:us-east-1:000000000000:execution:update:update-${eventId}-2`;
  const erase = 'arn:aws:states:us-east-1:000000000000:execution:erase:erase-swept';
  const none = { events: 0, lists: 0, runs: 0, mails: 0 };
  await createErasure({
    ...{ erasureId: 'swept', guestKey: 'guest', state: 'running', createdAt: '', ...none },
  });
  const failed: Readonly<Record<string, readonly object[]>> = {
    'test-UPDATE_WORKFLOW_ARN': [
      { executionArn: change, startDate: ago(30) },
      { executionArn: 'long ago', startDate: ago(5_000) },
    ],
    'test-ERASE_WORKFLOW_ARN': [{ executionArn: erase, startDate: ago(30) }],
  };
  states.on(ListExecutionsCommand, { statusFilter: 'FAILED' }).callsFake(({ stateMachineArn }) => ({
    executions: failed[String(stateMachineArn)],
  }));
  const inputs = new Map<string, object>([
    [change, { eventId, sequence: 2 }],
    [erase, { erasureId: 'swept' }],
  ]);
  states.on(DescribeExecutionCommand).callsFake(({ executionArn }) => ({
    status: 'FAILED',
    input: JSON.stringify(inputs.get(String(executionArn))),
  }));
  expect(await sweep()).toMatchObject({ failed: 2 });
  expect(await sweep()).toMatchObject({ failed: 2 });
  const { mac } = await keys();
  const run = await readRun(changeRunIdOf(mac, eventId, 2));
  expect(run).toMatchObject({ kind: 'update', state: 'needs_attention', execution: change });
  expect(await readErasure('swept')).toMatchObject({ state: 'failed' });
});

test('a mail that a listing shows a minute late is found by the next sweep, and is not older than it looks for', async () => {
  const late = { Key: 'inbox/calendar/lagged1', LastModified: ago(25) };
  expect(await sweep()).toMatchObject({ arrived: 0 });
  objects.push(late);
  expect(await sweep()).toMatchObject({ arrived: 1 });
});
