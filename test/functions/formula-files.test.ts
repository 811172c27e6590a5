import { expect, test } from '@jest/globals';
import Papa from 'papaparse';
import { recordAnswer } from '../../adapters/answers.ts';
import { guestPartition, type SentRow, settleSends } from '../../adapters/guest-ledger.ts';
import { noteLetter } from '../../adapters/letters.ts';
import { createRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { putAll } from '../../adapters/table.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { handler as stagedList } from '../../functions/staged-list/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { openLists } from './open-lists.ts';
import { newEvent } from './runs.ts';

const { world, ask, stage } = await openLists();
const { mac, currentKeyId } = await keys();

/** What a spreadsheet would run, and what only looks so. */
const FORMULAS = ['=cmd|x', '+1', '-1', '@SUM(A1)', '\t=1', '\uff1d1', '"=1', '\r=1'];

/** The file that the API stored, where its answer points. */
async function fileOf(path: string): Promise<string> {
  const { status, body } = await ask('POST', `${path}/file`);
  expect(status).toBe(201);
  const key = new URL(String(body.url)).pathname.split('/').slice(-2).join('/');
  return world.objects.get(key) ?? '';
}

/** No cell of a file begins with what a spreadsheet takes for a formula. */
function expectSafe(file: string, ...cells: readonly string[]): void {
  const { data } = Papa.parse<string[]>(file.replace(/^\ufeff/, '').trim());
  expect(data.length).toBeGreaterThan(cells.length > 0 ? 1 : 0);
  const all = data.flat();
  expect(
    all.filter((cell) => /^[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]|^"[=+\-@]/.test(cell)),
  ).toEqual([]);
  for (const cell of cells) expect(all).toContain(`'${cell}`);
}

test('A97 guests in the store: names and words that a spreadsheet would run are texts', async () => {
  const { eventId } = await newEvent(mac);
  for (const [n, name] of FORMULAS.entries()) {
    const guestKey = guestKeyOf(mac, `g${n}@guests.example`);
    const row = { guestKey, address: `g${n}@guests.example`, name, origin: 'list', state: 'sent' };
    await settleSends(eventId, [{ ...row, sendId: `s${n}` } as unknown as SentRow]);
    const answer = {
      partstat: 'ACCEPTED',
      verified: true,
      olderVersion: false,
      sequence: 0,
    } as const;
    const said = { ...answer, comment: name, mailId: 'm', arrivedAt: '2026-11-24T12:00:00.000Z' };
    await recordAnswer({ eventId, guestKey }, said, 'google');
  }
  expectSafe(await fileOf(`/v1/events/${eventId}/guests`), '=cmd|x', '+1', '@SUM(A1)', '\uff1d1');
});

test('A97 refused rows in the store, and on the page of a list', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'email\na@guests.example\n=cmd()\n+1\n@SUM(A1)\n');
  expectSafe(await fileOf(`/v1/lists/${listId}/refused`), '=cmd()', '+1', '@SUM(A1)');
  const token = sealToken(mac, 'list', listId, currentKeyId);
  const path = `/list/${token}/refused.csv`;
  const answer = await stagedList(apiEvent('GET', path, { params: { token } }), contextOf('l'));
  expectSafe(answer.body ?? '', '=cmd()');
});

test('A97 guests to whom a run could not send', async () => {
  const { eventId } = await newEvent(mac);
  const [runId, createdAt] = ['formularun', new Date().toISOString()];
  const guestKey = guestKeyOf(mac, 'f@guests.example');
  const guest = { guestKey, address: 'f@guests.example', name: '=cmd|x' };
  const sent = { ...guest, runId, state: 'failed', reason: 'rejected', at: 0, sendId: 's' };
  await settleSends(eventId, [sent as unknown as SentRow]);
  await createRun({
    runId,
    eventId,
    kind: 'send',
    state: 'finished',
    createdAt,
    total: 1,
    ranges: 1,
  });
  const line = `${JSON.stringify(guest)}\n`;
  world.objects.set(`runs/${runId}/audience.jsonl`, line);
  const range = { range: 0, start: 0, end: Buffer.byteLength(line), count: 1 };
  world.objects.set(`runs/${runId}/manifest-1.jsonl`, `${JSON.stringify(range)}\n`);
  await settleRange(runId);
  expectSafe(await fileOf(`/v1/runs/${runId}/failed`), '=cmd|x');
});

/** Says of the only range that somebody failed. */
async function settleRange(runId: string): Promise<void> {
  const tally = { sent: 0, failed: 1, skipped: 0, unknown: 0 };
  await putAll([{ pk: `RUN#${runId}`, sk: 'RANGE#1#000000', range: 0, tally }]);
}

test('A97 other times that guests propose, and what they say of them', async () => {
  const { eventId } = await newEvent(mac);
  for (const [n, comment] of FORMULAS.entries()) {
    const guestKey = guestKeyOf(mac, `p${n}@guests.example`);
    const said = {
      verified: true,
      sequence: 0,
      mailId: 'm',
      arrivedAt: '2026-11-24T12:00:00.000Z',
    };
    const key = { pk: guestPartition(eventId, guestKey), sk: `PRO#${guestKey}` };
    await putAll([{ ...key, guestKey, ...said, comment, location: comment }]);
  }
  expectSafe(await fileOf(`/v1/events/${eventId}/proposals`), '=cmd|x', '+1', '@SUM(A1)');
});

test('A97 the letters of an event, all pages of them', async () => {
  const { eventId } = await newEvent(mac);
  const guestKey = guestKeyOf(mac, 'l@guests.example');
  // SES takes such an address.
  const row = { guestKey, address: '+1@guests.example', origin: 'list', state: 'sent' };
  await settleSends(eventId, [{ ...row, sendId: 's' } as unknown as SentRow]);
  for (let n = 0; n < 201; n += 1) {
    const arrivedAt = new Date(Date.UTC(2026, 10, 24, 12, 0, n)).toISOString();
    await noteLetter(eventId, {
      ...{ guestKey, mailId: `m${n}`, arrivedAt, state: 'forwarded', verified: true },
    });
  }
  const file = await fileOf(`/v1/events/${eventId}/letters`);
  expectSafe(file, '+1@guests.example');
  expect(file.trim().split('\r\n').length).toBe(1 + 201);
});

test('A97 titles in the reports of an organizer and of the domain', async () => {
  const made = await ask('POST', '/v1/events', {
    ...{ title: '=cmd|x', start: '2031-03-01', end: '2031-03-02' },
    organizer: { email: 'ada@corp.example', name: '@SUM(A1)' },
  });
  expect(made.status).toBe(201);
  expectSafe(await fileOf('/v1/domain/events'), '=cmd|x');
  expectSafe(await fileOf('/v1/organizers/ada%40corp.example/events'), '=cmd|x');
});
