import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { missedRuns, startMissedRuns } from '../../adapters/missed-runs.ts';
import {
  createRun,
  leaveAttention,
  listRuns,
  type Run,
  readRun,
} from '../../adapters/run-store.ts';
import { isScheduled, type ScheduledRun } from '../../adapters/scheduled-runs.ts';
import { beginRun, rescheduleRun, scheduleRun, unscheduleRun } from '../../adapters/schedules.ts';
import { keys } from '../../adapters/secrets.ts';
import { resolveLocal } from '../../domain/calendar/local-time.ts';
import type { Schedule } from '../../domain/invite/schedule.ts';
import { handler as checkRun } from '../../functions/check-run/handler.ts';
import { handler as noteFailure } from '../../functions/note-failure/handler.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const scheduler = mockClient(SchedulerClient);
const states = mockClient(SFNClient);
mockClient(SESv2Client)
  .on(GetAccountCommand)
  .resolves({ SendQuota: { MaxSendRate: 14, Max24HourSend: 1_000, SentLast24Hours: 0 } });
const { mac } = await keys();
const { eventId } = await newEvent(mac);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeEach(() => {
  scheduler.reset();
  states.reset();
});

let count = 0;
const inMs = (ms: number): Schedule => {
  const startsAt = new Date(Date.now() + ms).toISOString();
  return { at: startsAt, startsAt };
};

/** A run that waits for a time, as the API stores it. */
async function waitingRun(schedule: Schedule): Promise<ScheduledRun> {
  count += 1;
  const runId = `waiting${count}`;
  const createdAt = new Date().toISOString();
  const run: Run = { runId, eventId, kind: 'nudge', state: 'scheduled', schedule, createdAt };
  await createRun(run);
  if (!isScheduled(run)) throw new Error('it waits for nothing');
  return run;
}

const executionOf = (name: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:send:${name}`;

/** A start by the Scheduler: a new execution each time. */
const fire = ({ runId }: Run, execution: string) =>
  checkRun({ runId, execution: executionOf(execution) }, contextOf('check-run'));

const BEGINS = { allowed: true, hasList: false };
const LEFT = { allowed: false, left: true };

const made = () =>
  scheduler.commandCalls(CreateScheduleCommand).map(({ args: [{ input }] }) => input);
const deleted = () =>
  scheduler.commandCalls(DeleteScheduleCommand).map(({ args: [{ input }] }) => input.Name);
const started = () =>
  states.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);

test('the call for a run is set up once, in UTC, for the workflow, and deletes itself', async () => {
  const startsAt = '2031-03-30T01:00:00.000Z';
  const run = await waitingRun({ at: '2031-03-30T02:30:00', timeZone: 'Europe/Berlin', startsAt });
  await scheduleRun(run);
  expect(made()).toEqual([
    {
      Name: `send-${run.runId}-${Date.parse(startsAt) / 1_000}`,
      GroupName: 'test-SCHEDULE_GROUP',
      ScheduleExpression: 'at(2031-03-30T01:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'test-SEND_WORKFLOW_ARN',
        RoleArn: 'test-SCHEDULE_ROLE_ARN',
        Input: JSON.stringify({ runId: run.runId }),
      },
      ClientToken: undefined,
    },
  ]);
});

test('a run whose call cannot be set up is taken back, and whoever asked hears of it', async () => {
  const run = await waitingRun(inMs(HOUR));
  scheduler.on(CreateScheduleCommand).rejects(new Error('not now'));
  await expect(scheduleRun(run)).rejects.toThrow('not now');
  expect(await readRun(run.runId)).toMatchObject({ state: 'unscheduled' });
});

test('a call that is set up already is no error', async () => {
  const run = await waitingRun(inMs(HOUR));
  scheduler
    .on(CreateScheduleCommand)
    .rejects(new ConflictException({ message: 'it exists', Message: 'it exists', $metadata: {} }));
  await scheduleRun(run);
  expect(await readRun(run.runId)).toMatchObject({ state: 'scheduled' });
});

test('a run that is called for on time begins', async () => {
  const run = await waitingRun(inMs(-1_000));
  expect(await fire(run, 'one')).toEqual(BEGINS);
  const begun = await readRun(run.runId);
  expect(begun).toMatchObject({ state: 'queued', execution: executionOf('one') });
  expect(begun?.lateSeconds).toBeUndefined();
});

test('a run that is called for three times begins once', async () => {
  const run = await waitingRun(inMs(-1_000));
  const answers = await Promise.all(['one', 'two', 'three'].map((name) => fire(run, name)));
  expect(answers.filter(({ allowed }) => allowed)).toHaveLength(1);
  expect(await fire(run, 'four')).toMatchObject(LEFT);
});

test('a step that is repeated in the same execution begins again', async () => {
  const run = await waitingRun(inMs(-1_000));
  expect(await fire(run, 'one')).toEqual(BEGINS);
  expect(await fire(run, 'one')).toEqual(BEGINS);
});

test('a run whose claim is written and its answer lost begins in that execution, and in no other', async () => {
  const run = await waitingRun(inMs(-1_000));
  world.loseNextAnswer();
  expect(await beginRun(run, executionOf('one'), new Date())).toBe(true);
  expect(await beginRun(run, executionOf('two'), new Date())).toBe(false);
});

test('a change that is written and its answer lost is brought to the Scheduler', async () => {
  const run = await waitingRun(inMs(HOUR));
  const schedule = inMs(2 * HOUR);
  world.loseNextAnswer();
  expect(await rescheduleRun(run, schedule)).toBe(true);
  expect([made().length, deleted().length]).toEqual([1, 1]);
  world.loseNextAnswer();
  expect(await unscheduleRun({ ...run, schedule }, new Date())).toBe(true);
  expect(deleted()).toHaveLength(2);
});

test('a run that is called for eleven minutes late begins, and says so', async () => {
  const run = await waitingRun(inMs(-11 * MINUTE));
  expect(await fire(run, 'one')).toEqual(BEGINS);
  const { lateSeconds = 0 } = (await readRun(run.runId)) ?? {};
  expect(lateSeconds).toBeGreaterThanOrEqual(660);
  expect(lateSeconds).toBeLessThan(680);
});

test('a run that was taken back does not begin', async () => {
  const run = await waitingRun(inMs(-1_000));
  expect(await unscheduleRun(run, new Date())).toBe(true);
  expect(await fire(run, 'one')).toMatchObject(LEFT);
  expect(await readRun(run.runId)).toMatchObject({ state: 'unscheduled' });
});

test('a run that was called for cannot be taken back or given another time', async () => {
  const run = await waitingRun(inMs(-1_000));
  await fire(run, 'one');
  expect(await unscheduleRun(run, new Date())).toBe(false);
  expect(await rescheduleRun(run, inMs(HOUR))).toBe(false);
  expect([made(), deleted()]).toEqual([[], []]);
  expect(await readRun(run.runId)).toMatchObject({ state: 'queued' });
});

test('a run that got a later time does not begin at the first one', async () => {
  const run = await waitingRun(inMs(-1_000));
  const later = inMs(HOUR);
  scheduler
    .on(DeleteScheduleCommand)
    .rejects(
      new ResourceNotFoundException({ message: 'it fired', Message: 'it fired', $metadata: {} }),
    );
  expect(await rescheduleRun(run, later)).toBe(true);
  expect(await fire(run, 'one')).toMatchObject(LEFT);
  expect(await readRun(run.runId)).toMatchObject({ state: 'scheduled', schedule: later });
  expect(deleted()).toHaveLength(1);
});

test('of two who change a run at once one is told that the other was faster', async () => {
  const run = await waitingRun(inMs(HOUR));
  const times = [inMs(2 * HOUR), inMs(3 * HOUR)];
  const both = await Promise.all(times.map((schedule) => rescheduleRun(run, schedule)));
  expect(both.filter(Boolean)).toHaveLength(1);
});

/** Nine o'clock in Berlin at a day that is so far from now; `hours` is what its rules were off by at the time. */
function nineInBerlin(days: number, hours: number): Schedule {
  const date = new Date(Date.now() + days * 24 * HOUR).toISOString().slice(0, 10);
  const [at, timeZone] = [`${date}T09:00:00`, 'Europe/Berlin'];
  const { instant } = resolveLocal(at, timeZone);
  return { at, timeZone, startsAt: new Date(instant + hours * HOUR).toISOString() };
}

test('a call by old rules of a zone that comes too soon is set up anew by the new ones, and says so', async () => {
  // By old rules it was due an hour ago or longer; by those of today it is due the day after tomorrow.
  const wish = nineInBerlin(2, 0);
  const run = await waitingRun({ ...wish, startsAt: inMs(-HOUR).startsAt });
  expect(await fire(run, 'one')).toMatchObject(LEFT);
  expect(await readRun(run.runId)).toMatchObject({
    state: 'scheduled',
    schedule: { ...wish, note: expect.stringContaining('the rules of Europe/Berlin have changed') },
  });
  const at = `at(${wish.startsAt.slice(0, 19)})`;
  expect(made()).toMatchObject([{ ScheduleExpression: at }]);
});

test('an execution that fails before a due run began leaves it to a person, and its redrive begins', async () => {
  const run = await waitingRun(inMs(-1_000));
  const executionArn = executionOf('one');
  const detail = { executionArn, status: 'FAILED', input: JSON.stringify({ runId: run.runId }) };
  const Records = [{ messageId: 'm1', body: JSON.stringify({ detail }) }];
  await noteFailure({ Records } as never, contextOf('note-failure'));
  expect(await readRun(run.runId)).toMatchObject({
    state: 'needs_attention',
    execution: executionArn,
  });
  await leaveAttention(run.runId);
  expect(await fire(run, 'one')).toEqual(BEGINS);
});

test('an execution that fails before the time of a run leaves it waiting', async () => {
  const run = await waitingRun(inMs(HOUR));
  const input = JSON.stringify({ runId: run.runId });
  const detail = { executionArn: executionOf('one'), status: 'FAILED', input };
  const Records = [{ messageId: 'm1', body: JSON.stringify({ detail }) }];
  await noteFailure({ Records } as never, contextOf('note-failure'));
  expect(await readRun(run.runId)).toMatchObject({ state: 'scheduled' });
});

test('a run that nobody called for is found after ten minutes, and started once', async () => {
  const [fresh, missed, old] = [
    await waitingRun(inMs(-9 * MINUTE)),
    await waitingRun(inMs(-11 * MINUTE)),
    await waitingRun(inMs(-8 * 24 * HOUR)),
  ];
  const found = (await missedRuns(new Date())).missed.map(({ runId }) => runId);
  expect(found).toContain(missed.runId);
  expect(found).not.toContain(fresh.runId);
  expect(found).not.toContain(old.runId);
  await startMissedRuns(new Date());
  states
    .on(StartExecutionCommand)
    .rejects(new ExecutionAlreadyExists({ message: 'it exists', $metadata: {} }));
  await startMissedRuns(new Date());
  const mine = started().filter(({ input }) => input === JSON.stringify({ runId: missed.runId }));
  expect(new Set(mine.map(({ name }) => name)).size).toBe(1);
  // The call comes after all, and the sweep's execution has begun: one of them sends.
  const answers = [await fire(missed, 'sweep'), await fire(missed, 'call')];
  expect(answers).toEqual([BEGINS, expect.objectContaining(LEFT)]);
  expect((await readRun(missed.runId))?.lateSeconds).toBeGreaterThanOrEqual(660);
  expect((await missedRuns(new Date())).missed.map(({ runId }) => runId)).not.toContain(
    missed.runId,
  );
});

test.each([1, -1])(
  'the sweep sets a run up anew whose zone was %i hours off when it was scheduled',
  async (hours) => {
    const run = await waitingRun(nineInBerlin(3, hours));
    const { moved } = await startMissedRuns(new Date());
    expect(moved).toBe(1);
    const { startsAt } = nineInBerlin(3, 0);
    expect(await readRun(run.runId)).toMatchObject({ state: 'scheduled', schedule: { startsAt } });
    expect(made()).toMatchObject([{ Name: `send-${run.runId}-${Date.parse(startsAt) / 1_000}` }]);
    expect(deleted()).toHaveLength(1);
    expect((await startMissedRuns(new Date())).moved).toBe(0);
  },
);

test('runs are listed by when they start: what is to come first', async () => {
  const [soon, late] = [await waitingRun(inMs(20 * HOUR)), await waitingRun(inMs(40 * 24 * HOUR))];
  const listed = (await listRuns(200)).items.map(({ runId }) => runId);
  expect(listed.indexOf(late.runId)).toBeLessThan(listed.indexOf(soon.runId));
  expect(listed.indexOf(late.runId)).not.toBe(-1);
});
