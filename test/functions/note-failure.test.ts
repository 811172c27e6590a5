import { expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { changeErasure, createErasure, readErasure } from '../../adapters/erasures.ts';
import { changeExport, createExport, readExport } from '../../adapters/guest-exports.ts';
import { createList, readList, type StoredList, updateList } from '../../adapters/list-store.ts';
import {
  listMails,
  readMailRecord,
  recordOutcome,
  releaseMail,
  rememberMail,
} from '../../adapters/mail-records.ts';
import { createRun, listRuns, readRun, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { changeRunIdOf } from '../../domain/invite/keys.ts';
import { handler as checkChange } from '../../functions/check-change/handler.ts';
import { handler } from '../../functions/note-failure/handler.ts';
import { component, request } from '../fixtures/said.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent } from './runs.ts';
import { openWorld } from './world.ts';

await openWorld();
const { mac } = await keys();

const ARN = 'arn:aws:states:us-east-1:000000000000:execution';

/** Tells of an execution that failed; any word twice, as SQS may. */
async function fail(executionArn: string, input: unknown): Promise<void> {
  const detail = { executionArn, status: 'FAILED', input: JSON.stringify(input) };
  const body = JSON.stringify({ detail });
  const Records = [1, 2].map((n) => ({ body, messageId: `m${n}` }));
  const answer = await handler({ Records } as unknown as SQSEvent, contextOf('note-failure'));
  expect(answer).toEqual({ batchItemFailures: [] });
}

test.each(['update', 'cancel'] as const)(
  'an %s that fails before it has a run is a run that needs attention, with its reason',
  async (kind) => {
    const eventId = kind[0]?.repeat(26) ?? '';
    const execution = `${ARN}:convoke-${kind}:${kind}-${eventId}-3`;
    await fail(execution, { eventId, sequence: 3, holdSeconds: 60 });
    const ask = await askWith('read');
    const { body } = await ask('GET', `/v1/runs/${changeRunIdOf(mac, eventId, 3)}`);
    expect(body).toMatchObject({
      ...{ eventId, kind, state: 'needs_attention', reason: 'step_failed' },
      detail: expect.stringContaining(`${kind}-${eventId}-3`),
    });
    const { items } = await listRuns(50);
    expect(items.filter((run) => run.eventId === eventId)).toHaveLength(1);
  },
);

test('an update that failed before it had a run goes on when it is redriven, under the same run', async () => {
  const event = await newEvent(mac);
  const { eventId, sequence } = await event.say(
    request(component({ sequence: 1, summary: 'Demo night' })),
  );
  const execution = `${ARN}:convoke-update:update-${eventId}-${sequence}`;
  await fail(execution, { eventId, sequence });
  const again = await checkChange({ eventId, sequence, execution }, contextOf('check-change'));
  expect(again).toEqual({ newest: true, runId: changeRunIdOf(mac, eventId, sequence) });
});

test('an update whose run waits to be started says so on that run, and a run that ended stays ended', async () => {
  const eventId = 'r'.repeat(26);
  const runId = changeRunIdOf(mac, eventId, 1);
  const createdAt = '2026-11-24T12:00:00.000Z';
  await createRun({ runId, eventId, kind: 'update', state: 'queued', createdAt });
  const execution = `${ARN}:convoke-update:update-${eventId}-1`;
  await fail(execution, { eventId, sequence: 1 });
  expect(await readRun(runId)).toMatchObject({ state: 'needs_attention', createdAt });
  await updateRun(runId, { state: 'finished' });
  await fail(execution, { eventId, sequence: 1 });
  expect(await readRun(runId)).toMatchObject({ state: 'finished' });
});

test('a word that is read again when an erasure, an export or a list is done changes nothing, and one of what is gone neither (Table B, B38)', async () => {
  const [createdAt, guestKey] = ['2026-11-24T12:00:00.000Z', 'g'.repeat(26)];
  const none = { events: 0, lists: 0, runs: 0, mails: 0 };
  await createErasure({ erasureId: 'erased', guestKey, state: 'running', createdAt, ...none });
  const { exportId } = await createExport('exported', guestKey, new Date());
  const list = { listId: 'listed', eventId: 'event', fileName: 'x', state: 'reading', createdAt };
  await createList({ ...list, consent: { source: 'form' } } as unknown as StoredList);
  const failAll = async () => {
    await fail(`${ARN}:convoke-erase:erase-erased`, { erasureId: 'erased' });
    await fail(`${ARN}:convoke-export:export-1`, { exportId });
    await fail(`${ARN}:convoke-import:import-1`, { detail: { object: { key: 'uploads/listed' } } });
  };
  const states = async () =>
    [await readErasure('erased'), await readExport(exportId), await readList('listed')].map(
      (each) => each?.state,
    );
  await failAll();
  expect(await states()).toEqual(['failed', 'failed', 'failed']);
  await changeErasure('erased', { state: 'done' });
  await changeExport(exportId, { state: 'done' });
  await updateList('listed', { state: 'staged' });
  await failAll();
  expect(await states()).toEqual(['done', 'done', 'staged']);
  await fail(`${ARN}:convoke-erase:erase-gone`, { erasureId: 'gone' });
  await fail(`${ARN}:convoke-export:export-gone`, { exportId: 'gone' });
  await fail(`${ARN}:convoke-send:send-gone`, { runId: 'gone' });
});

const FIRST = `${ARN}:convoke-ingest:first`;

async function newMail(mailId: string): Promise<unknown> {
  const key = `inbox/calendar/${mailId}`;
  const receivedAt = '2026-11-24T12:00:00.000Z';
  const mail = { mailId, mailbox: 'calendar', key, size: 1, receivedAt, execution: FIRST } as const;
  await rememberMail(mail, new Date(receivedAt));
  return { detail: { object: { key } } };
}

const verdictOf = async (mailId: string): Promise<string> => {
  const mail = await readMailRecord(mailId);
  return `${mail?.outcome} ${mail?.reason}`;
};

const UNCONFIRMED = { outcome: 'HOLD', reason: 'unconfirmed' };

async function confirm(mailId: string): Promise<string> {
  const execution = `${ARN}:convoke-ingest:confirmed-${mailId}`;
  const at = '2026-11-24T13:00:00.000Z';
  const reasons = ['unconfirmed'];
  expect(await releaseMail(mailId, { as: 'confirmed', execution, at, reasons })).toBe(true);
  return execution;
}

test('a mail whose execution fails is held as poison; the outcome that it told before stands', async () => {
  const input = await newMail('early');
  await fail(FIRST, input);
  expect(await verdictOf('early')).toBe('HOLD poison');
  const late = await newMail('late');
  await recordOutcome('late', { outcome: 'ACCEPT', reason: 'accepted' });
  await fail(FIRST, late);
  expect(await verdictOf('late')).toBe('ACCEPT accepted');
});

test('a confirmed mail whose own execution fails is poison, and not unconfirmed any more', async () => {
  const input = await newMail('confirmed');
  await recordOutcome('confirmed', UNCONFIRMED);
  const execution = await confirm('confirmed');
  await fail(execution, input);
  expect(await verdictOf('confirmed')).toBe('HOLD poison');
});

test('a word about another execution of the mail changes nothing', async () => {
  const input = await newMail('other');
  await recordOutcome('other', UNCONFIRMED);
  await confirm('other');
  await fail(FIRST, input);
  expect(await verdictOf('other')).toBe('HOLD unconfirmed');
});

test('a confirmed mail whose execution fails behind its outcome keeps that', async () => {
  const input = await newMail('done');
  await recordOutcome('done', UNCONFIRMED);
  const execution = await confirm('done');
  await recordOutcome('done', { outcome: 'ACCEPT', reason: 'accepted' });
  await fail(execution, input);
  expect(await verdictOf('done')).toBe('ACCEPT accepted');
});

test('a mail whose execution fails before it is remembered is held as poison, and a redrive knows it anew', async () => {
  const key = 'inbox/calendar/unread';
  await fail(FIRST, { detail: { object: { key } } });
  expect(await verdictOf('unread')).toBe('HOLD poison');
  const { items } = await listMails(50);
  expect(items.map(({ mailId }) => mailId)).toContain('unread');
  const receivedAt = '2026-11-24T12:00:00.000Z';
  const mail = { mailId: 'unread', mailbox: 'calendar', key, size: 7, receivedAt } as const;
  expect(await rememberMail({ ...mail, execution: `${FIRST}-other` }, new Date())).toBe(false);
  expect(await rememberMail({ ...mail, execution: FIRST }, new Date())).toBe(true);
  expect(await readMailRecord('unread')).toMatchObject({ size: 7, receivedAt });
});
