import {
  GetAccountCommand,
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { ExecutionNotRedrivable, RedriveExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createApiKey } from '../../adapters/api-keys.ts';
import { createRun, readRun, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { RUN_STATES } from '../../domain/invite/run.ts';
import { handler } from '../../functions/api/handler.ts';
import { handler as checkRun } from '../../functions/check-run/handler.ts';
import { cancel, component } from '../fixtures/said.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const states = mockClient(SFNClient);
const { mac } = await keys();
const secret = crypto.getRandomValues(new Uint8Array(38));
const key = await createApiKey(secret, ['admin'], '2027-01-01T00:00:00Z');

beforeEach(() => {
  ses.reset();
  states.reset();
  states
    .on(RedriveExecutionCommand)
    .rejects(new ExecutionNotRedrivable({ message: 'no', $metadata: {} }));
});

async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const event = apiEvent(method, path, { headers: { ...headers, authorization: `Bearer ${key}` } });
  const answer = await handler(event, contextOf('api'));
  const body = JSON.parse(answer.body || '{}') as Record<string, unknown>;
  return { status: answer.statusCode, headers: answer.headers ?? {}, body };
}

let count = 0;
async function aRun(state: (typeof RUN_STATES)[number]): Promise<string> {
  count += 1;
  const runId = `control${count}`;
  const createdAt = new Date().toISOString();
  await createRun({ runId, eventId: 'event', kind: 'send', state, createdAt, total: 9, ranges: 1 });
  return runId;
}

const wish = (runId: string, what: string) => ask('POST', `/v1/runs/${runId}/${what}`);

test('a pause, a second pause, a resume and a second resume are all answered, with the run', async () => {
  const runId = await aRun('sending');
  const answers = [];
  for (const what of ['pause', 'pause', 'resume', 'resume']) answers.push(await wish(runId, what));
  expect(answers.map(({ status, body }) => [status, body.state, body.reason])).toEqual([
    [202, 'paused', 'paused'],
    [202, 'paused', 'paused'],
    [202, 'queued', undefined],
    [202, 'queued', undefined],
  ]);
});

test('a send that is asked for while the event is cancelled is refused, mails nobody, and says that to ask again is the organizer’s', async () => {
  const event = await newEvent(mac);
  await event.say(cancel(component({ sequence: 1, dtstamp: '2026-11-21T10:00:00Z' })));
  const { runId } = await newRun(world, mac, event, { state: 'queued', hasTurn: false });
  const SendQuota = { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 };
  ses.on(GetAccountCommand).resolves({ SendQuota, SendingEnabled: true });
  const checked = await checkRun({ runId, execution: 'arn' }, contextOf('check-run'));
  expect(checked).toMatchObject({ allowed: false, refusal: 'event_cancelled' });
  expect((await ask('GET', `/v1/runs/${runId}`)).body).toMatchObject({
    ...{ state: 'refused', reason: 'event_cancelled', sent: 0 },
    detail: expect.stringMatching(/takes that back, ask again: this is not repeated by itself/),
  });
});

test('a run names its execution once one has begun, and none before', async () => {
  const runId = await aRun('sending');
  const read = async () => (await ask('GET', `/v1/runs/${runId}`)).body.execution;
  expect(await read()).toBeUndefined();
  const execution = `arn:aws:states:us-east-1:000000000000:execution:send:send-${runId}`;
  await updateRun(runId, { execution });
  expect(await read()).toBe(execution);
});

test('a run that nobody works on is closed by a stop at once, and a second stop says the same', async () => {
  const runId = await aRun('paused_quota');
  for (const _ of [1, 2]) {
    expect(await wish(runId, 'stop')).toMatchObject({
      status: 202,
      body: {
        ...{ state: 'stopped', reason: 'asked', sent: 0, failed: 0, skipped: 9, total: 9 },
        skippedByReason: { stopped: 9 },
      },
    });
  }
});

test('a run that needs attention can be stopped: its execution goes on to close it', async () => {
  states.reset();
  states.on(RedriveExecutionCommand).resolves({});
  const runId = await aRun('needs_attention');
  expect((await wish(runId, 'stop')).status).toBe(202);
  expect(states.commandCalls(RedriveExecutionCommand)).toHaveLength(1);
  expect((await readRun(runId))?.wish).toBe('stop');
});

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  pause: ['queued', 'sending', 'settling', 'paused', 'paused_quota'],
  resume: ['queued', 'sending', 'settling', 'paused', 'paused_quota', 'needs_attention'],
  stop: ['queued', 'sending', 'settling', 'paused', 'paused_quota', 'needs_attention', 'stopped'],
};

test.each(
  Object.keys(ALLOWED).flatMap((what) => RUN_STATES.map((state) => [what, state] as const)),
)('%s of a run that is %s', async (what, state) => {
  const { status, body } = await wish(await aRun(state), what);
  const isAllowed = ALLOWED[what]?.includes(state);
  expect([status, body.code]).toEqual(isAllowed ? [202, undefined] : [409, 'run_not_active']);
});

test('a run that is being stopped can be neither paused nor resumed', async () => {
  const runId = await aRun('sending');
  await updateRun(runId, { wish: 'stop', stopped: 'asked' });
  for (const what of ['pause', 'resume']) {
    expect(await wish(runId, what)).toMatchObject({
      status: 409,
      body: { detail: 'the run is being stopped' },
    });
  }
});

const GUESTS = ['=ada@example.com', 'bob@example.com', 'eve@example.com', 'zoe@example.com'];

async function failedRun() {
  ses.on(SendEmailCommand).rejects(new MessageRejected({ message: 'no', $metadata: {} }));
  const toBob = { Destination: { ToAddresses: ['bob@example.com'] } };
  ses.on(SendEmailCommand, toBob).resolves({ MessageId: 'id' });
  const { runId, deliver } = await newRun(world, mac, await newEvent(mac), { guests: GUESTS });
  expect(await deliver()).toMatchObject({ sent: 1, failed: 3 });
  return runId;
}

test('the guests that a run failed to reach are listed with the reason, page after page', async () => {
  const runId = await failedRun();
  const seen: unknown[] = [];
  let cursor = '';
  for (let page = 0; page < 2; page += 1) {
    const { body } = await ask('GET', `/v1/runs/${runId}/failed?limit=2${cursor}`);
    seen.push(...(body.items as { address: string }[]).map(({ address }) => address));
    cursor = `&cursor=${body.next}`;
    expect(body.next === undefined).toBe(page === 1);
    expect(body.items).toMatchObject([
      { reason: 'rejected', detail: expect.stringMatching(/\.$/) },
      ...(page === 0 ? [{}] : []),
    ]);
  }
  expect(seen).toEqual(['=ada@example.com', 'eve@example.com', 'zoe@example.com']);
});

test('as CSV they are a file that is safe in a spreadsheet and can be uploaded again', async () => {
  const runId = await failedRun();
  const before = new Set(world.objects.keys());
  const answer = await ask('POST', `/v1/runs/${runId}/failed/file`);
  expect([answer.status, String(answer.body.url)]).toEqual([
    201,
    expect.stringContaining('exports/'),
  ]);
  const [name = ''] = [...world.objects.keys()].filter(
    (each) => !before.has(each) && each.startsWith('exports/'),
  );
  const lines = (world.objects.get(name) ?? '').split('\r\n');
  expect(lines[0]).toBe('\ufeff"email","name","reason","tried_at","guest_key"');
  expect(lines[1]).toMatch(/^"'=ada@example\.com","","rejected","20/);
  expect(lines).toHaveLength(5);
});

test('a made-up cursor is refused, and a run without failures has none', async () => {
  const runId = await aRun('sending');
  expect((await ask('GET', `/v1/runs/${runId}/failed?cursor=abc`)).body.code).toBe('bad_cursor');
  world.objects.set(`runs/${runId}/manifest-1.jsonl`, '');
  expect((await ask('GET', `/v1/runs/${runId}/failed`)).body).toEqual({ items: [] });
});
