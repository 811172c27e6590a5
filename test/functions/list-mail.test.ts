import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { listsOf } from '../../adapters/list-store.ts';
import { rememberMail } from '../../adapters/mail-records.ts';
import { readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { readMail } from '../../domain/mime/read-mail.ts';
import { handler as answerOrganizer } from '../../functions/answer-organizer/handler.ts';
import { handler as readListMail } from '../../functions/read-list-mail/handler.ts';
import { handler as stagedList } from '../../functions/staged-list/handler.ts';
import { OWNER } from '../fixtures/said.ts';
import { type Part, sesMail } from '../fixtures/ses-mail.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const ses = mockClient(SESv2Client);
const states = mockClient(SFNClient);
mockClient(SchedulerClient);
const BULK = 'bulk@example.test';
const DOMAIN = OWNER.slice(OWNER.indexOf('@') + 1);
process.env.ORGANIZERS = '*';

beforeEach(() => {
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
  states.reset();
  process.env.SEND_FROM_MAIL = '0';
});

let count = 0;

const file = (body: string, name = 'guests.csv'): Part => ({
  ...{ type: `text/csv; name=${name}`, disposition: `attachment; filename=${name}`, body },
});

/** Lets a mail of the events' organizer in, and answers it. */
async function mailIn(subject: string, text: string, ...files: readonly Part[]) {
  count += 1;
  const mailId = `listmail${count}abcdefghijklmnop`;
  const raw = sesMail({
    ...{ subject, to: BULK, recipient: BULK, smtpId: mailId, region: 'us-east-1' },
    from: [`From: Owner <${OWNER}>`],
    date: new Date().toUTCString().replace('GMT', '+0000'),
    dmarc: `pass header.from=${DOMAIN}`,
    dkim: [`pass header.i=@${DOMAIN}`],
    parts: [{ type: 'text/plain; charset=utf-8', body: text }, ...files],
  });
  const key = `inbox/bulk/${mailId}`;
  world.objects.set(key, Buffer.from(raw).toString('utf8'));
  const known = { mailId, mailbox: 'bulk' as const, key, size: raw.length, execution: 'e' };
  await rememberMail({ ...known, receivedAt: new Date().toISOString() }, new Date());
  const decided = await readListMail({ mailId }, contextOf('read-list-mail'));
  const word = `${decided.outcome} ${decided.reason}`;
  if (!/^(ACCEPT|ANSWER)/.test(word)) return { word, text: '' };
  await answerOrganizer({ mailId }, contextOf('answer-organizer'));
  const sent = ses.commandCalls(SendEmailCommand).at(-1)?.args[0].input;
  expect(sent?.Destination?.ToAddresses).toEqual([OWNER]);
  const reading = await readMail(sent?.Content?.Raw?.Data ?? Buffer.from(''));
  return { word, text: reading.ok ? reading.mail.text : '' };
}

/** What a page answers. */
async function ask(link: string, form?: Readonly<Record<string, string>>) {
  const { pathname } = new URL(link);
  const token = pathname.split('/')[2] ?? '';
  const body = form && new URLSearchParams(form).toString();
  return stagedList(
    apiEvent(form ? 'POST' : 'GET', pathname, { params: { token }, ...(body && { body }) }),
    contextOf('staged-list'),
  );
}

const linkIn = (text: string): string => /https:\S+\/list\/\S+/.exec(text)?.[0] ?? '';
const started = () =>
  states.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);

test('a list by mail is staged for the event in the subject, and not sent; the answer says what was read', async () => {
  const { eventId } = await newEvent(mac);
  const rows = 'email,name\nann@guests.example,Ann\nnobody\nann@guests.example,Again\n';
  const { word, text } = await mailIn(
    `Guests of ${eventId.toUpperCase()}`,
    'Consent: asked',
    file(rows),
  );
  expect(word).toBe('ACCEPT list_staged');
  expect(started()).toEqual([]);
  const [list] = await listsOf(eventId);
  expect(list).toMatchObject({
    state: 'staged',
    fileName: 'guests.csv',
    consent: { source: 'asked', mailId: expect.stringContaining('listmail') },
    preview: {
      rows: 3,
      accepted: 1,
      refused: 1,
      duplicates: 1,
      refusedByReason: { invalid_address: 1 },
    },
  });
  expect(text).toContain('1 guests can be invited. Nothing is sent before you say so.');
  expect(text).toContain('3 rows: 1 accepted, 1 refused, 1 twice in it');
  expect(text).toContain('line 2: ann@guests.example, Ann');
  expect(text).toContain('line 3: nobody: This is not an e-mail address.');
  expect(text).toContain(`npx convoke send ${eventId} --staged ${list?.listId}`);
});

test('a column with several events stages one list for each; a guest of two is no duplicate', async () => {
  const [first, second, foreign] = [await newEvent(mac), await newEvent(mac), 'a'.repeat(26)];
  const rows = [
    'email,event',
    `ann@guests.example,${first.eventId}`,
    `ann@guests.example,${second.eventId}`,
    `bea@guests.example,${second.eventId}`,
    `cid@guests.example,${foreign}`,
    'dan@guests.example,',
  ];
  const { word, text } = await mailIn('Guests', '', file(rows.join('\n')));
  expect(word).toBe('ACCEPT list_staged');
  const [one] = await listsOf(first.eventId);
  const [two] = await listsOf(second.eventId);
  expect(one?.preview).toMatchObject({
    accepted: 1,
    refusedByReason: { event_unknown: 1, event_missing: 1 },
  });
  expect(two?.preview).toMatchObject({ accepted: 2, refused: 0, duplicates: 0 });
  expect(text).toContain('3 guests can be invited.');
});

test.each([
  ['the text', (id: string) => ['Guests', `For ${id}`] as const],
  ['the subject, whatever the text names', (id: string) => [id, 'a'.repeat(26)] as const],
])('the event is found in %s', async (_, words) => {
  const { eventId } = await newEvent(mac);
  const [subject, text] = words(eventId);
  expect((await mailIn(subject, text, file('ann@guests.example\n'))).word).toBe(
    'ACCEPT list_staged',
  );
  expect(await listsOf(eventId)).toHaveLength(1);
});

test('two files are two lists', async () => {
  const { eventId } = await newEvent(mac);
  await mailIn(eventId, '', file('ann@guests.example\n'), file('bea@guests.example\n', 'more.txt'));
  expect((await listsOf(eventId)).map(({ fileName }) => fileName).sort()).toEqual([
    'guests.csv',
    'more.txt',
  ]);
});

test('without an event of the sender nothing is staged; the event of somebody else is like none', async () => {
  const rows = file('ann@guests.example\n');
  expect((await mailIn('Guests', '', rows)).word).toBe('ANSWER list_without_event');
  const two = [await newEvent(mac), await newEvent(mac)].map(({ eventId }) => eventId).join(' ');
  // One help mail a day.
  expect((await mailIn(two, '', rows)).word).toBe('DROP list_without_event');
});

test('A79 a list of which no row can be invited is refused, and the answer says why', async () => {
  const { eventId } = await newEvent(mac);
  const none = await mailIn(eventId, '', file('email\nnobody\n'));
  expect(none.word).toBe('ANSWER list_refused');
  expect(none.text).toContain('Nobody can be invited');
  const empty = await mailIn(eventId, '', file('email\n'));
  expect(empty.text).toContain('The file has a header and no rows');
});

test('«send: now» sends only where the domain owner allows it', async () => {
  const { eventId } = await newEvent(mac);
  await mailIn(eventId, 'send: now', file('ann@guests.example\n'));
  expect(started()).toEqual([]);
  process.env.SEND_FROM_MAIL = '1';
  await mailIn(eventId, '', file('bea@guests.example\n'));
  expect(started()).toEqual([]);
  const { text } = await mailIn(eventId, 'send: now', file('cid@guests.example\n'));
  expect(started()).toHaveLength(1);
  expect(text).toContain('The invitations to 1 guests are on their way.');
});

test('the page shows and changes nothing; its button sends once, however often it is pressed', async () => {
  const { eventId } = await newEvent(mac);
  const { text } = await mailIn(
    eventId,
    '',
    file('email,name\nann@guests.example,<b>Ann\nnobody\n'),
  );
  const link = linkIn(text);
  for (let look = 0; look < 3; look += 1) {
    const { statusCode, body = '' } = await ask(link);
    expect(statusCode).toBe(200);
    expect(body).toContain('&lt;b&gt;Ann');
    expect(body).toContain('<strong>1 accepted</strong>, 1 refused');
    expect(body).toContain('>Send to 1 guest now</button>');
  }
  expect((await ask(`${link}/refused.csv`)).body).toContain('"3","invalid_address"');
  expect(started()).toEqual([]);
  for (let press = 0; press < 2; press += 1) {
    const { statusCode, body } = await ask(link, { do: 'send' });
    expect(statusCode).toBe(200);
    expect(body).toContain(`<a href="${new URL(link).pathname}">Back to the list</a>`);
  }
  expect(new Set(started()).size).toBe(1);
  const runId = String(started()[0]).replace('send-', '');
  expect(await readRun(runId)).toMatchObject({ kind: 'send', eventId, state: 'queued' });
});

test('the page tests, schedules and deletes; a deleted list has no page', async () => {
  world.s3.on(DeleteObjectCommand).resolves({});
  const { eventId } = await newEvent(mac);
  const link = linkIn((await mailIn(eventId, '', file('ann@guests.example\n'))).text);
  expect(await ask(link, { do: 'schedule', at: '2020-01-01T09:00', zone: 'UTC' })).toMatchObject({
    statusCode: 400,
  });
  expect(await ask(link, { do: 'nonsense' })).toMatchObject({ statusCode: 400 });
  expect(await ask(link, { do: 'delete' })).toMatchObject({ statusCode: 200 });
  expect(await ask(link)).toMatchObject({ statusCode: 404 });
});

test.each(['list/nonsense', `list/${'a'.repeat(26)}-1${'a'.repeat(26)}`])(
  '%s is no page',
  async (path) => {
    expect(await ask(`https://convoke.example.test/${path}`)).toMatchObject({ statusCode: 404 });
  },
);
