import { expect, test } from '@jest/globals';
import { type UploadForm, uploadFile } from '../../local/demo/api.ts';
import { untilQuiet } from './inbound.ts';
import { splitHeaders } from './out-mail.ts';
import { countMails, listOutMails, START_MS, usePrivateStack } from './private-stack.ts';
import {
  createEvent,
  type ListAnswer,
  sendTo,
  startRun,
  untilRunEnds,
  uploadList,
} from './sending.ts';

const at = usePrivateStack();

const upload = async (body: string | Uint8Array): Promise<ListAnswer> =>
  uploadList(at().api, await createEvent(at().api, 'Lists'), body);

const addressesOf = (list: ListAnswer): string[] => list.firstRows.map(({ address }) => address);

test('A72 a header of __proto__ changes no object, is ignored and reported', async () => {
  const list = await upload('email,__proto__,__proto__\na@guests.example,{"polluted":1},2\n');
  expect(list).toMatchObject({ state: 'staged', accepted: 1, refused: 0 });
  expect(list.notices).toMatchObject([{ notice: 'columns_ignored' }]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('A73 cells that are no address are refused with their lines, the rest is sent, and nobody who was injected gets mail', async () => {
  const cells = [
    '"a@guests.example\r\nBcc: victim@other.example"',
    '"a@guests.example, c@other.example"',
    '"""x@other.example z""@guests.example"',
    'a@guests.example (victim@other.example)',
    'a@@guests.example',
    `${'a'.repeat(65)}@guests.example`,
    'a@guests.example.',
    'a\u0000@guests.example',
  ];
  const body = `email\r\nfirst@guests.example\r\n${cells.join('\r\n')}\r\nlast@guests.example\r\n`;
  const before = await countMails(at());
  const { list, run } = await sendTo(at().api, await createEvent(at().api, 'A73'), body);
  expect(list).toMatchObject({ rows: 10, accepted: 2, refused: 8 });
  // The first cell spans two lines.
  expect(list.refusedRows.map(({ line }) => line)).toEqual([3, 5, 6, 7, 8, 9, 10, 11]);
  expect(run).toMatchObject({ state: 'finished', total: 2, sent: 2 });
  await untilQuiet(at());
  const mails = (await listOutMails(at())).slice(before);
  expect(mails.map(({ to }) => to.join()).sort()).toEqual([
    'first@guests.example',
    'last@guests.example',
  ]);
  expect(mails.some(({ raw }) => raw.includes('other.example'))).toBe(false);
});

test('A75 one address in many spellings is one mail, and the others are counted', async () => {
  const rows = [
    'B@Bücher.example',
    ' b@BÜCHER.example ',
    'b@xn--bcher-kva.example',
    '<b@bücher.example>',
    'c@guests.example',
    'C@GUESTS.example',
  ];
  const { list, run } = await sendTo(
    at().api,
    await createEvent(at().api, 'A75'),
    `${rows.join('\n')}\n`,
  );
  expect(list).toMatchObject({ rows: 6, accepted: 2, refused: 0, duplicates: 4 });
  expect(run).toMatchObject({ total: 2, sent: 2 });
  expect(await countMails(at(), 'b@xn--bcher-kva.example')).toBe(1);
  expect(await countMails(at(), 'c@guests.example')).toBe(1);
});

test('A76 addresses of the installation are refused as system addresses', async () => {
  const own = [
    'calendar@example.test',
    'INVITES@Example.Test',
    'bulk@example.test',
    'invites+x@example.test',
  ];
  const list = await upload(`${own.join('\n')}\nguest@guests.example\n`);
  expect(addressesOf(list)).toEqual(['guest@guests.example']);
  expect(list.refusedRows.map(({ line, reason }) => [line, reason])).toEqual(
    [1, 2, 3, 4].map((line) => [line, 'system_address']),
  );
});

test('A77 who unsubscribed is skipped with the reason; looking at the page changes nothing', async () => {
  const guest = 'leaver@guests.example';
  const first = await sendTo(at().api, await createEvent(at().api, 'A77 first'), `${guest}\n`);
  expect(first.run).toMatchObject({ sent: 1 });
  const [mail] = await listOutMails(at(), guest);
  const fields = splitHeaders(mail?.raw ?? '');
  const url = /<(https?:[^>]+)>/.exec(fields.get('list-unsubscribe')?.[0] ?? '')?.[1] ?? '';
  for (const method of ['GET', 'HEAD', 'GET'])
    expect((await fetch(url, { method })).status).toBe(200);
  const second = await sendTo(at().api, await createEvent(at().api, 'A77 second'), `${guest}\n`);
  expect(second.run).toMatchObject({ sent: 1 });
  const oneClick = {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  };
  for (let times = 0; times < 2; times += 1) expect((await fetch(url, oneClick)).status).toBe(200);
  const third = await sendTo(
    at().api,
    await createEvent(at().api, 'A77 third'),
    `${guest}\nstayer@guests.example\n`,
  );
  expect(third.run).toMatchObject({
    state: 'finished',
    total: 2,
    sent: 1,
    skipped: 1,
    skippedByReason: { unsubscribed: 1 },
  });
  expect(await countMails(at(), guest)).toBe(2);
});

test.each(['bounce', 'complaint'])(
  'A77 whose mail ended in a %s is skipped from then on',
  async (what) => {
    const guest = `${what}@simulator.amazonses.com`;
    const first = await sendTo(at().api, await createEvent(at().api, `A77 ${what}`), `${guest}\n`);
    expect(first.run).toMatchObject({ sent: 1 });
    await at().stack.untilIdle();
    const second = await sendTo(
      at().api,
      await createEvent(at().api, `A77 after ${what}`),
      `${guest}\n`,
    );
    expect(second.run).toMatchObject({
      total: 1,
      sent: 0,
      skipped: 1,
      skippedByReason: { suppressed: 1 },
    });
    expect(await countMails(at(), guest)).toBe(1);
  },
);

test.each([
  ['semicolons', 'Name;E-Mail\nAnn;a@guests.example\nBo;b@guests.example\n'],
  ['tabs', 'Name\tE-Mail\nAnn\ta@guests.example\nBo\tb@guests.example\n'],
  ['CR line ends', 'E-Mail,Name\ra@guests.example,Ann\rb@guests.example,Bo\r'],
  ['a BOM', '\ufeffemail\na@guests.example\nb@guests.example\n'],
])('A78 a list with %s is read', async (_, body) => {
  expect(addressesOf(await upload(body))).toEqual(['a@guests.example', 'b@guests.example']);
});

test('A78 a quotation mark that never closes costs its row alone', async () => {
  const rows = Array.from(
    { length: 2_000 },
    (_, row) => `g${row}@guests.example,${row === 1 ? '"' : ''}G`,
  );
  const list = await upload(`email,name\n${rows.join('\n')}\n`);
  expect(list).toMatchObject({ accepted: 1_999, refused: 1 });
  expect(list.refusedRows).toMatchObject([{ line: 3, reason: 'unclosed_quote' }]);
});

/** Rows that are made while they are read, so that no memory of the test's own is counted. */
function manyRows(count: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let row = 0;
  return new ReadableStream({
    pull(controller) {
      if (row === 0) controller.enqueue(encoder.encode('email,name\n'));
      let text = '';
      for (const end = Math.min(count, row + 5_000); row < end; row += 1) {
        if (row % 100 === 7) text += 'no address,Nobody\n';
        else if (row % 100 === 9) text += `guest${row - 1}@guests.example,Twice\n`;
        else text += `guest${row}@guests.example,Guest ${row}\n`;
      }
      controller.enqueue(encoder.encode(text));
      if (row >= count) controller.close();
    },
  });
}

const ROWS = 1_000_000;
/** Beside the set of addresses, which takes 8 octets each and doubles as it grows. */
const MAX_GROWTH_MB = 300;

test(
  'A78 a million rows are counted exactly, in memory that does not grow with them',
  async () => {
    const eventId = await createEvent(at().api, 'A78');
    await uploadList(at().api, eventId, manyRows(100_000), 60);
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 50);
    const started = performance.now();
    const list = await uploadList(at().api, eventId, manyRows(ROWS), 120);
    clearInterval(watch);
    const growth = (peak - before) / 2 ** 20;
    console.info(
      `${ROWS} rows: ${((performance.now() - started) / 1_000).toFixed(1)} s, ${growth.toFixed(0)} MB more`,
    );
    const each = ROWS / 100;
    expect(list).toMatchObject({
      state: 'staged',
      rows: ROWS,
      accepted: ROWS - 2 * each,
      refused: each,
      duplicates: each,
    });
    expect(list.refusedRows).toHaveLength(200);
    expect(growth).toBeLessThan(MAX_GROWTH_MB);
  },
  3 * START_MS,
);

test.each([
  ['an empty file', '', 'empty_file'],
  ['a header alone', 'Name;E-Mail', 'header_only'],
  ['UTF-16', Buffer.from('\ufeffa@guests.example\n', 'utf16le'), 'utf16'],
  ['rows of which none is an address', 'email\nno address\nnone\n', undefined],
] as const)('A79 %s makes a run that has nothing to send and says so', async (_, body, reason) => {
  const before = await countMails(at());
  const eventId = await createEvent(at().api, 'A79');
  const list = await uploadList(at().api, eventId, body);
  expect(list).toMatchObject({ state: 'refused', accepted: 0 });
  expect(list.fault?.reason).toBe(reason);
  const run = await untilRunEnds(at().api, await startRun(at().api, eventId, list.listId));
  expect(run).toMatchObject({ state: 'refused', reason: 'nothing_to_send', total: 0, sent: 0 });
  expect(run.detail).toMatch(/^The list has no row that can be invited/);
  expect(await countMails(at())).toBe(before);
});

test('A98 an upload under another key or of another type is refused, its size and its ten minutes are signed, and nothing is listed', async () => {
  const { api } = at();
  const eventId = await createEvent(api, 'A98');
  const consent = { source: 'Signed up' };
  const { listId, upload } = await api.post<{ listId: string; upload: UploadForm }>(
    `/v1/events/${eventId}/lists`,
    { fileName: 'guests.csv', consent },
  );
  const policy = JSON.parse(Buffer.from(upload.fields.Policy ?? '', 'base64').toString()) as {
    expiration: string;
    conditions: unknown[];
  };
  expect(Date.parse(policy.expiration) - Date.now()).toBeLessThanOrEqual(600_000);
  expect(policy.conditions).toContainEqual(['content-length-range', 0, 2 ** 31]);
  expect(policy.conditions).toContainEqual({ key: `uploads/${listId}` });
  expect(policy.conditions).toContainEqual({ 'Content-Type': 'text/csv' });
  for (const change of [
    { key: 'uploads/../lists/x' },
    { key: `uploads/${listId}x` },
    { 'Content-Type': 'text/html' },
  ]) {
    const form = { ...upload, fields: { ...upload.fields, ...change } };
    await expect(uploadFile(form, new Blob(['a@guests.example']))).rejects.toThrow('403');
  }
  expect(await api.get(`/v1/lists/${listId}`)).toMatchObject({ state: 'waiting', rows: 0 });
});
