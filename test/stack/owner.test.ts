import { beforeAll, expect, test } from '@jest/globals';
import { sentKey } from '../../adapters/guest-ledger.ts';
import { getAll, putAll } from '../../adapters/table.ts';
import { until } from '../../local/demo/api.ts';
import { deliver, letIn, untilQuiet } from './inbound.ts';
import { bySmtp, dateIn, stampIn } from './invitations.ts';
import { countMails, listOutMails, usePrivateStack } from './private-stack.ts';
import { createEvent, type RunAnswer, sendTo, untilRunEnds } from './sending.ts';

const at = usePrivateStack({
  CONVOKE_ORGANIZERS: 'known@corp.example',
  CONVOKE_HOLD_SECONDS: '0',
});

type Body = Readonly<Record<string, unknown>>;

/** One request of the domain owner; gives status, ETag and body. */
async function ask(method: string, path: string, body?: unknown, headers: Body = {}) {
  const { http, apiKey } = at().stack.endpoints;
  const response = await fetch(`${http}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(headers as Record<string, string>),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const value = (text === '' ? {} : JSON.parse(text)) as Body;
  const { status } = response;
  return { status, tag: response.headers.get('etag'), value };
}

type Guest = Readonly<{
  guestKey: string;
  address: string;
  version: number;
  isNewest: boolean;
  delivery: string;
  mustReconfirm: boolean;
  answer?: Readonly<{ answer: string; version: number }>;
}>;

const GUESTS = ['ann@guests.example', 'bob@guests.example', 'cid@guests.example'];

let eventId = '';

const guests = async (query = ''): Promise<readonly Guest[]> =>
  (await ask('GET', `/v1/events/${eventId}/guests${query}`)).value.items as Guest[];

const guestOf = async (address: string): Promise<Guest | undefined> =>
  (await guests(`?q=${encodeURIComponent(address)}`))[0];

/** The UID that a guest was sent. */
async function ticketOf(address: string): Promise<string> {
  const [invitation] = await listOutMails(at(), address);
  const raw = (invitation?.raw ?? '').replace(/=\r\n/g, '');
  return /^UID:(.*(?:\r\n .*)*)/m.exec(raw)?.[1]?.replace(/\r\n /g, '') ?? '';
}

/** A guest's answer on its way to invites@. */
async function answer(address: string, partstat: string, verdicts = 'dmarc=pass') {
  const to = at().stack.endpoints.mailboxes.invites;
  const lines = [
    ...[`X-Local-Verdicts: ${verdicts}`, `From: ${address}`, `To: ${to}`, `Date: ${dateIn(0)}`],
    ...['MIME-Version: 1.0', 'Content-Type: text/calendar; charset=utf-8; method=REPLY', ''],
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Google Inc//Google Calendar//EN'],
    ...['METHOD:REPLY', 'BEGIN:VEVENT', `UID:${await ticketOf(address)}`, 'SEQUENCE:0'],
    ...[`DTSTAMP:${stampIn(0)}`, `ATTENDEE;PARTSTAT=${partstat}:mailto:${address}`],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ];
  return { via: 'smtp' as const, from: address, to, raw: lines.join('\r\n') };
}

beforeAll(async () => {
  eventId = await createEvent(at().api, 'Autumn meeting');
  await sendTo(at().api, eventId, `email\n${GUESTS.join('\n')}\n`);
}, 60_000);

test('every guest is listed with what they hold, and an export is a file', async () => {
  await until('every delivery', 20, async () =>
    (await guests('?state=delivered')).length === 3 ? true : undefined,
  );
  const rows = await guests();
  expect(rows.map(({ address }) => address).sort()).toEqual(GUESTS);
  for (const row of rows) expect(row).toMatchObject({ version: 1, isNewest: true });
  const { status, value } = await ask('POST', `/v1/events/${eventId}/guests/file`, {});
  expect(status).toBe(201);
  const file = await fetch(String(value.url));
  expect(file.headers.get('content-type')).toMatch(/^text\/csv/);
  const lines = (await file.text()).trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^\ufeff?"email","name"/);
  expect(lines).toHaveLength(4);
});

test('an answer that nothing proves counts once the domain owner accepts it', async () => {
  const mail = await answer('ann@guests.example', 'ACCEPTED', 'dkim=pass:google.com dmarc=fail');
  const mailId = await deliver(at(), mail);
  await until('the outcome', 20, async () =>
    (await ask('GET', `/v1/inbound/${mailId}`)).value.outcome ? true : undefined,
  );
  const held = (await ask('GET', '/v1/inbound?outcome=HOLD&mailbox=invites')).value;
  expect(held.items).toEqual([expect.objectContaining({ mailId, decidable: true })]);
  expect((await ask('GET', `/v1/inbound/${mailId}`)).value).toMatchObject({
    ...{ outcome: 'HOLD', reason: 'unverified' },
    answer: { address: 'ann@guests.example', as: 'guest', answers: ['accepted'] },
  });
  expect((await guestOf('ann@'))?.answer).toBeUndefined();
  expect((await ask('POST', `/v1/inbound/${mailId}/accept`)).status).toBe(202);
  await until('the answer', 20, async () => (await guestOf('ann@'))?.answer && true);
  await untilQuiet(at());
  expect(await guestOf('ann@')).toMatchObject({ answer: { answer: 'accepted', version: 1 } });
  expect(await ask('POST', `/v1/inbound/${mailId}/accept`)).toMatchObject({
    ...{ status: 409, value: { code: 'not_decidable' } },
  });
});

test("a stranger's invitation becomes an event once the domain owner accepts it; refused stays refused", async () => {
  const calendar = at().stack.endpoints.mailboxes.calendar;
  const mailOf = async (who: string) => {
    expect(await letIn(at(), bySmtp(who, calendar))).toMatchObject({
      ...{ verdict: 'HOLD organizer_unknown', mails: 0 },
    });
    const { items } = (await ask('GET', '/v1/inbound?outcome=HOLD&mailbox=calendar&limit=1')).value;
    return (items as { mailId: string }[])[0]?.mailId ?? '';
  };
  const before = (await ask('GET', '/v1/events')).value.items as unknown[];
  const refused = await mailOf('stranger@corp.example');
  expect((await ask('POST', `/v1/inbound/${refused}/refuse`)).value).toMatchObject({
    ...{ decidable: false, refusedAt: expect.any(String) },
  });
  expect((await ask('POST', `/v1/inbound/${refused}/accept`)).status).toBe(409);

  const accepted = await mailOf('novice@corp.example');
  expect((await ask('GET', `/v1/inbound/${accepted}`)).value.organizer).toMatchObject({
    address: 'novice@corp.example',
  });
  const twice = [1, 2].map(() => ask('POST', `/v1/inbound/${accepted}/accept`));
  expect((await Promise.all(twice)).map(({ status }) => status)).toContain(202);
  await until('the event', 20, async () => {
    const { items } = (await ask('GET', '/v1/events')).value;
    return (items as unknown[]).length === before.length + 1 ? true : undefined;
  });
  await untilQuiet(at());
  expect(await countMails(at(), 'novice@corp.example')).toBe(1);
  expect(await countMails(at(), 'stranger@corp.example')).toBe(0);
});

test('a change by API reaches every guest once, and who answered before must confirm again', async () => {
  const read = await ask('GET', `/v1/events/${eventId}`);
  const day = String(read.value.start).slice(0, 10);
  const later = { start: `${day}T19:00:00`, end: `${day}T21:00:00` };
  const change = await ask('PATCH', `/v1/events/${eventId}`, later, { 'if-match': read.tag });
  expect(change).toMatchObject({
    ...{ status: 200, tag: '"2"' },
    value: { version: 2, change: { guests: 3, holdSeconds: 0, diff: [expect.any(String)] } },
  });
  expect(
    await ask('PATCH', `/v1/events/${eventId}`, later, { 'if-match': read.tag }),
  ).toMatchObject({ status: 412, value: { code: 'version_changed' } });
  await until('the change', 30, async () =>
    (await guests()).every(({ isNewest }) => isNewest) ? true : undefined,
  );
  await untilQuiet(at());
  expect((await ask('PATCH', `/v1/events/${eventId}`, later)).value).toMatchObject({
    ...{ version: 2, change: { guests: 0 } },
  });
  await untilQuiet(at());
  for (const address of GUESTS) expect(await countMails(at(), address)).toBe(2);
  expect(await guestOf('ann@')).toMatchObject({ mustReconfirm: true, version: 2 });
  const { items } = (await ask('GET', `/v1/events/${eventId}/versions`)).value;
  expect(items).toEqual([
    expect.objectContaining({ version: 2, kind: 'updated', tells: 'update' }),
    expect.objectContaining({ version: 1, kind: 'created', diff: [] }),
  ]);
});

test('a nudge goes to those who did not answer since the event was moved, once a day', async () => {
  await letIn(at(), {
    ...(await answer('bob@guests.example', 'DECLINED')),
    raw: (await answer('bob@guests.example', 'DECLINED')).raw.replace('SEQUENCE:0', 'SEQUENCE:1'),
  });
  const nudge = await ask('POST', `/v1/events/${eventId}/nudge`);
  expect(nudge).toMatchObject({ status: 202, value: { kind: 'nudge', state: 'queued' } });
  const run = await untilRunEnds(at().api, String(nudge.value.runId));
  expect(run).toMatchObject({ state: 'finished', total: 2, sent: 2 } satisfies Partial<RunAnswer>);
  const counts = await Promise.all(GUESTS.map((address) => countMails(at(), address)));
  expect(counts).toEqual([3, 2, 3]);
  expect(await ask('POST', `/v1/events/${eventId}/nudge`)).toMatchObject({
    ...{ status: 409, value: { code: 'nudged_lately' } },
  });
});

test('who holds an old version gets the newest, and nobody else a mail', async () => {
  const { guestKey = '' } = (await guestOf('cid@')) ?? {};
  const [row] = await getAll([sentKey(eventId, guestKey)]);
  // As if the run of the change had been stopped before it came to them.
  await putAll([{ ...row, ...{ pk: row?.pk ?? '', sk: row?.sk ?? '' }, version: 1, sequence: 0 }]);
  const outdated = await guests('?state=outdated');
  expect(outdated.map(({ address }) => address)).toEqual(['cid@guests.example']);
  const counts = () => Promise.all(GUESTS.map((address) => countMails(at(), address)));
  const [ann = 0, bob = 0, cid = 0] = await counts();
  const renewal = await ask('POST', `/v1/events/${eventId}/renew`);
  expect(renewal).toMatchObject({ status: 202, value: { kind: 'update', state: 'queued' } });
  const run = await untilRunEnds(at().api, String(renewal.value.runId));
  expect(run).toMatchObject({ state: 'finished', total: 3, sent: 1, skipped: 2 });
  expect(await counts()).toEqual([ann, bob, cid + 1]);
  expect(await guests('?state=outdated')).toEqual([]);
  expect(await ask('POST', `/v1/events/${eventId}/renew`)).toMatchObject({
    ...{ status: 409, value: { code: 'renewed_lately' } },
  });
});

test('one guest gets the invitation again, and the same key starts it once', async () => {
  const { guestKey = '' } = (await guestOf('cid@')) ?? {};
  const path = `/v1/events/${eventId}/guests/${guestKey}/resend`;
  const key = { 'idempotency-key': 'again' };
  const first = await ask('POST', path, undefined, key);
  expect(first).toMatchObject({ status: 202, value: { kind: 'resend' } });
  expect((await ask('POST', path, undefined, key)).value).toEqual(first.value);
  expect(await ask('POST', path)).toMatchObject({ status: 409, value: { code: 'resent_lately' } });
  const run = await untilRunEnds(at().api, String(first.value.runId));
  expect(run).toMatchObject({ state: 'finished', total: 1, sent: 1 } satisfies Partial<RunAnswer>);
  expect(await countMails(at(), 'cid@guests.example')).toBe(5);
});

test('a cancellation reaches every guest, and ends changes, nudges and resends', async () => {
  const cancelled = await ask('POST', `/v1/events/${eventId}/cancel`);
  expect(cancelled).toMatchObject({
    ...{ status: 200, value: { status: 'cancelled', change: { guests: 3 } } },
  });
  await until('the cancellation', 30, async () =>
    (await guests()).every(({ version }) => version === 3) ? true : undefined,
  );
  await untilQuiet(at());
  const mails = await countMails(at());
  expect((await ask('POST', `/v1/events/${eventId}/cancel`)).value).toMatchObject({
    ...{ version: 3, change: { guests: 0 } },
  });
  for (const [method, path, body] of [
    ['POST', '/nudge', undefined],
    ['PATCH', '', { title: 'Winter meeting' }],
  ] as const) {
    expect(await ask(method, `/v1/events/${eventId}${path}`, body)).toMatchObject({
      ...{ status: 409, value: { code: 'event_cancelled' } },
    });
  }
  await untilQuiet(at());
  expect(await countMails(at())).toBe(mails);
});
