import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import { failList, readList, takeList } from '../../adapters/list-store.ts';
import { updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { readMail } from '../../domain/mime/read-mail.ts';
import { openLists } from './open-lists.ts';
import { newEvent } from './runs.ts';

const { world, objects, ses, ask, stage, upload, deliver, startRun } = await openLists();
const { mac } = await keys();

test('a list keeps where its consent came from, and tells it', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  const { body } = await ask('GET', `/v1/lists/${listId}`);
  expect(body.consent).toEqual({ source: 'Signed up', note: 'in May' });
  for (const consent of [undefined, 'Signed up', {}, { source: ' x ' }]) {
    const answer = await ask('POST', `/v1/events/${eventId}/lists`, { fileName: 'x', consent });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
  }
});

test('a preview counts refused rows by reason and guests by zone; unknown zones are told', async () => {
  const { eventId } = await newEvent(mac);
  const rows = [
    'email;timezone;event',
    'a@guests.example;Europe/Berlin;',
    'b@guests.example;W. Europe Standard Time;crm-17',
    'c@guests.example;Mars/Base;',
    `d@guests.example;;${'b'.repeat(26)}`,
    'nobody;;',
    'calendar@example.test;;',
  ];
  const listId = await stage(eventId, rows.join('\n'));
  expect((await ask('GET', `/v1/lists/${listId}`)).body).toMatchObject({
    ...{ rows: 6, accepted: 3, refused: 3 },
    refusedByReason: { other_event: 1, invalid_address: 1, system_address: 1 },
    zones: [{ zone: 'Europe/Berlin', guests: 2 }],
    notices: [{ notice: 'unknown_zones' }],
  });
  expect((await ask('GET', `/v1/events/${eventId}/lists`)).body.items).toMatchObject([{ listId }]);
});

test('A74 names of every kind are sent safely, and the calendar gives them back, but for quotation marks and carets', async () => {
  const names = [
    'Ann "A" O\'Hara',
    'Bo; Co: Do',
    'E^n F^^',
    'Gü 🎉 名',
    `${'x'.repeat(10_240)}`,
    '\u202eevil',
    '=cmd|x',
  ];
  const rows = names.map((name, at) => `g${at}@guests.example,"${name.replaceAll('"', '""')}"`);
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, `email,name\n${rows.join('\n')}\n`);
  await deliver(eventId, await startRun(eventId, listId));
  const mails = ses
    .commandCalls(SendEmailCommand)
    .map(({ args }) => args[0].input.Content?.Raw?.Data);
  expect(mails).toHaveLength(names.length);
  const found = await Promise.all(
    mails.map(async (raw) => {
      const reading = await readMail(raw ?? Buffer.from(''));
      const bytes = reading.ok ? reading.mail.calendars[0]?.bytes : undefined;
      const read = readCalendar(bytes ?? new Uint8Array());
      const guest = read.ok ? read.message.master?.attendees[0] : undefined;
      return [guest?.address, guest?.name];
    }),
  );
  // Few clients know RFC 6868: quotation marks and carets are left out of CN.
  const kept = names.map((name) => name.slice(0, 200).replace(/["^\u202e]/g, ''));
  expect(found.sort()).toEqual(kept.map((name, at) => [`g${at}@guests.example`, name]));
});

test('A80 what is uploaded or deleted after a list was read changes nothing: the run gets what was staged', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  const again = await upload(listId, 'eve@guests.example\nmal@guests.example\n', 'second');
  expect(again).toEqual({ listId, state: 'left' });
  const runId = await startRun(eventId, listId);
  objects.delete(`uploads/${listId}`);
  await deliver(eventId, runId);
  const mailed = ses
    .commandCalls(SendEmailCommand)
    .map(({ args }) => args[0].input.Destination?.ToAddresses);
  expect(mailed).toEqual([['ann@guests.example']]);
});

test('word of a failure changes nothing about a list that was read', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  await failList(listId);
  expect((await readList(listId))?.state).toBe('staged');
});

test('A81 the same list and event a second time sends nobody anything, and the run says why', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\nbea@guests.example\n');
  const first = await startRun(eventId, listId);
  expect(await deliver(eventId, first)).toMatchObject({ sent: 2 });
  await updateRun(first, { state: 'finished' });
  const second = await startRun(eventId, listId);
  const tally = await deliver(eventId, second);
  expect(tally).toMatchObject({ sent: 0, skipped: 2, skippedByReason: { already_invited: 2 } });
  expect(ses.commandCalls(SendEmailCommand)).toHaveLength(2);
  await updateRun(second, {
    state: 'finished',
    tally: { ...EMPTY_TALLY, skipped: 2, skippedByReason: { already_invited: 2 } },
  });
  expect((await ask('GET', `/v1/runs/${second}`)).body).toMatchObject({
    ...{ state: 'finished', sent: 0, skipped: 2, reason: 'nothing_new' },
    detail: expect.stringContaining('has this version of the event already'),
  });
});

test('a deleted list keeps its counts and consent, and no row; a run waits for it no more', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\nnobody\n');
  const runId = await startRun(eventId, listId);
  expect(await ask('DELETE', `/v1/lists/${listId}`)).toMatchObject({
    status: 409,
    body: { code: 'list_in_use' },
  });
  await updateRun(runId, { state: 'refused' });
  expect(await ask('DELETE', `/v1/lists/${listId}`)).toMatchObject({
    status: 200,
    body: {
      state: 'deleted',
      accepted: 1,
      refused: 1,
      firstRows: [],
      refusedRows: [],
      consent: { source: 'Signed up' },
    },
  });
  expect([...objects.keys()].filter((key) => key.includes(listId))).toEqual([]);
  const late = await ask('POST', `/v1/events/${eventId}/runs`, { listId });
  expect(late).toMatchObject({ status: 409, body: { code: 'list_not_staged' } });
});

test('of two who press Send for one list at once one is told of the run of the other, and so is whoever comes later', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'ann@guests.example\n');
  const send = () => ask('POST', `/v1/events/${eventId}/runs`, { listId });
  const answers = await Promise.all([send(), send()]);
  const started = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status }) => status === 409);
  expect([started.length, refused.length]).toEqual([1, 1]);
  const runId = `${started[0]?.body.runId}`;
  for (const state of ['queued', 'sending', 'paused', 'paused_quota'] as const) {
    await updateRun(runId, { state });
    expect(await send()).toMatchObject({
      status: 409,
      body: { code: 'already_running', detail: expect.stringContaining(runId) },
    });
  }
  expect(refused[0]?.body).toMatchObject({ code: 'already_running' });
  // It is over, or somebody has to look at it: another one may be sent.
  for (const state of ['needs_attention', 'finished', 'stopped'] as const) {
    await updateRun(runId, { state });
    const next = await send();
    expect(next.status).toBe(202);
    await updateRun(`${next.body.runId}`, { state });
  }
});

test('a run whose note on its list had a lost answer meets itself when the SDK asks again, and another one does not', async () => {
  const { eventId } = await newEvent(mac);
  const list = await readList(await stage(eventId, 'ann@guests.example\n'));
  if (!list) throw new Error('no list');
  const createdAt = new Date().toISOString();
  world.loseNextAnswer();
  expect(await takeList(list, { runId: 'first', createdAt })).toBe(true);
  expect(await takeList(list, { runId: 'second', createdAt })).toBe(false);
  expect(await readList(list.listId)).toMatchObject({ sendingRun: 'first' });
});
