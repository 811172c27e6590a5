import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import type { EventStats } from '../../domain/invite/stats.ts';
import { until } from '../../local/demo/api.ts';
import { BUCKETS } from '../../local/rules.ts';
import { executionTexts } from './execution-texts.ts';
import { letIn, untilQuiet } from './inbound.ts';
import { dateIn, stampIn } from './invitations.ts';
import { countMails, listOutMails, usePrivateStack } from './private-stack.ts';
import { createEvent, sendTo } from './sending.ts';

const GUEST = 'vera.forgotten@guests.example';
/** Whatever is personal of hers holds one of these. */
const HERS = /forgotten|Vera|gluten/i;
const at = usePrivateStack({
  CONVOKE_SILENCE_SECONDS: '1',
  CONVOKE_ERASE_SECONDS: '1',
  CONVOKE_HOLD_SECONDS: '0',
});

const LIST = `email,name\n${GUEST},Vera Forgotten\nstayer@guests.example,Stan\n"${GUEST}, x@y.example",two\n`;

type Erasure = Readonly<Record<'erasureId' | 'state', string>> &
  Readonly<Record<'events' | 'lists' | 'runs' | 'mails', number>>;

let eventId = '';
let erasure: Erasure;
let accepted: Readonly<Record<string, unknown>>;
let exported: Readonly<{ found: readonly Readonly<{ kind: string }>[] }>;
let before: EventStats;
const octetsBefore = new Map<string, number>();

const readStats = () => at().api.get<EventStats>(`/v1/events/${eventId}/stats`);

const write = (lines: readonly string[]) => {
  const { invites } = at().stack.endpoints.mailboxes;
  const head = [`From: Vera <${GUEST}>`, `To: ${invites}`, `Date: ${dateIn(0)}`];
  const raw = [...head, 'MIME-Version: 1.0', ...lines, ''].join('\r\n');
  return letIn(at(), { via: 'smtp', from: GUEST, to: invites, raw });
};

/** Everything in the table and in both buckets, by its place. */
async function keptTexts(): Promise<ReadonlyMap<string, string>> {
  const { endpoints } = at().stack;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const dynamo = new DynamoDBClient({
    ...{ endpoint: endpoints.aws.dynamodb, region: endpoints.region, credentials },
  });
  const client = DynamoDBDocumentClient.from(dynamo);
  const kept = new Map<string, string>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: 'convoke' })) {
    for (const item of Items) kept.set(`${item.pk} ${item.sk}`, JSON.stringify(item));
  }
  dynamo.destroy();
  for (const Bucket of Object.values(BUCKETS)) {
    const { Contents = [] } = await at().s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = '' } of Contents) {
      const { Body } = await at().s3.send(new GetObjectCommand({ Bucket, Key }));
      kept.set(Key, (await Body?.transformToString('latin1')) ?? '');
    }
  }
  return kept;
}

const hersIn = (kept: ReadonlyMap<string, string>): readonly string[] =>
  [...kept].flatMap(([place, text]) =>
    HERS.test(text) ? [place.replace(/[a-z2-7]{26}/g, '…')] : [],
  );

/** A list for another event of those who accepted, as its workflow makes it. */
async function segment(): Promise<Readonly<Record<string, unknown>>> {
  const next = await createEvent(at().api, 'Next');
  const asked = { from: [eventId], answers: ['accepted'] };
  const { listId } = await at().api.post<{ listId: string }>(`/v1/events/${next}/segments`, asked);
  return until('the segment', 30, async () => {
    const list = await at().api.get<{ state: string }>(`/v1/lists/${listId}`);
    return list.state === 'staged' ? list : undefined;
  });
}

/** Asks for an export of hers, waits, and fetches it as its reader would. */
async function exportHers(): Promise<typeof exported> {
  const asked = await at().api.post<{ exportId: string }>('/v1/exports', { address: GUEST });
  const url = await until('the export', 30, async () => {
    const found = await at().api.get<{ url?: string }>(`/v1/exports/${asked.exportId}`);
    return found.url;
  });
  return (await fetch(url)).json() as Promise<typeof exported>;
}

beforeAll(async () => {
  eventId = await createEvent(at().api, 'Erasure');
  await sendTo(at().api, eventId, LIST);
  const [invitation] = await listOutMails(at(), GUEST);
  const raw = (invitation?.raw ?? '').replace(/=\r\n/g, '');
  const uid = /^UID:(.*(?:\r\n .*)*)/m.exec(raw)?.[1]?.replace(/\r\n /g, '') ?? '';
  await write([
    ...['Subject: Accepted', 'Content-Type: text/calendar; charset=utf-8; method=REPLY', ''],
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Google Inc//Google Calendar//EN'],
    ...['METHOD:REPLY', 'BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${stampIn(0)}`, 'SEQUENCE:0'],
    ...['COMMENT:no gluten please', `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${GUEST}`],
    ...['END:VEVENT', 'END:VCALENDAR'],
  ]);
  await write(['Subject: Hello', 'Content-Type: text/plain', '', 'Vera here. I eat no gluten.']);
  await untilQuiet(at());
  await at().stack.untilIdle();
  before = await readStats();
  accepted = await segment();
  const kept = await keptTexts();
  for (const [place, text] of kept) octetsBefore.set(place, text.length);
  // Her rows, list, upload, run, mails and decisions: else there is nothing to erase.
  expect(hersIn(kept).length).toBeGreaterThan(9);
  exported = await exportHers();
  const asked = await at().api.post<Erasure>('/v1/erasures', {
    address: ' Vera.Forgotten@Guests.example',
  });
  erasure = await until('the erasure', 30, async () => {
    const found = await at().api.get<Erasure>(`/v1/erasures/${asked.erasureId}`);
    return found.state === 'running' ? undefined : found;
  });
}, 90_000);

test('A100 after an erasure the table and the buckets hold nothing of the person', async () => {
  expect(erasure).toMatchObject({ state: 'done', events: 1, lists: 3, runs: 1, mails: 2 });
  expect(hersIn(await keptTexts())).toEqual([]);
});

test('who accepted was a list for another event, by the workflow that reads lists', () => {
  expect(accepted).toMatchObject({
    ...{ accepted: 1, firstRows: [{ address: GUEST, name: 'Vera Forgotten' }] },
    consent: { carried: [{ listId: expect.any(String) }] },
  });
});

test('an export before it shows what it will take', () => {
  const hers = exported.found.filter((each) => HERS.test(JSON.stringify(each)));
  const kinds = ['answer', 'answered_mail', 'audience', 'guest', 'list', 'mail'];
  expect([...new Set(hers.map(({ kind }) => kind))].sort()).toEqual(kinds);
  expect(JSON.stringify(exported)).not.toContain('stayer');
});

test('what was counted still adds up, and others are as they were', async () => {
  expect(await readStats()).toEqual(before);
  const { items } = await at().api.get<{ items: { address: string; delivery: string }[] }>(
    `/v1/events/${eventId}/guests`,
  );
  expect(items.map(({ address }) => address).sort()).toEqual(['', 'stayer@guests.example']);
});

test('an audience keeps its length: ranges name octets', async () => {
  const audiences = [...(await keptTexts())].filter(([place]) => place.endsWith('audience.jsonl'));
  expect(audiences.length).toBeGreaterThan(0);
  for (const [place, text] of audiences) expect(text).toHaveLength(octetsBefore.get(place) ?? 0);
});

test('A77 an erased address is skipped by its hash, in a new list and when the event is cancelled', async () => {
  const sent = await countMails(at(), GUEST);
  const { run } = await sendTo(at().api, await createEvent(at().api, 'Later'), LIST);
  expect(run).toMatchObject({ total: 2, sent: 1, skipped: 1, skippedByReason: { erased: 1 } });
  await at().api.post(`/v1/events/${eventId}/cancel`, {});
  await until('the cancellation', 20, async () =>
    (await countMails(at(), 'stayer@guests.example')) === 3 ? true : undefined,
  );
  await untilQuiet(at());
  expect(await countMails(at(), GUEST)).toBe(sent);
});

test('no execution of the erasure or the export names the person', async () => {
  const texts: string[] = [];
  for await (const { text } of executionTexts(at().stack.engine)) texts.push(text);
  expect(texts.some((text) => text.includes(erasure.erasureId))).toBe(true);
  expect(texts.filter((text) => HERS.test(text))).toEqual([]);
});

test('what is no address is refused', async () => {
  await expect(at().api.post('/v1/erasures', { address: 'vera' })).rejects.toThrow('bad_request');
});
