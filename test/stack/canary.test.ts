import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from '@jest/globals';
import { listInbound, writeScript } from '../../local/demo/answers.ts';
import { until } from '../../local/demo/api.ts';
import { runDemo } from '../../local/demo/demo.ts';
import { BUCKETS } from '../../local/rules.ts';
import { readSettings } from '../../local/settings.ts';
import { startStack } from '../../local/stack.ts';
import { senderMail } from '../fixtures/ses-mail.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { checkMailbox, type MailboxMessage } from '../rfc/check-mailbox.ts';
import { executionTexts } from './execution-texts.ts';
import { letIn, untilQuiet } from './inbound.ts';
import { bySmtp, invitationKnobs, onlyPart } from './invitations.ts';
import {
  clientsOf,
  listOutMails,
  type PrivateStack,
  privateEnvironment,
  START_MS,
} from './private-stack.ts';
import { createEvent, sendTo } from './sending.ts';

/** Stands in every address, name, title, letter and answer of this flow. */
const CANARY = 'kanarie7';
const GUESTS = 60;

/** What the demo's people and events are called, and our own. */
const PERSONAL = [
  CANARY,
  'guests.example',
  'north.example',
  'south.example',
  'west.example',
  'League opening',
  'Faculty colloquium',
  'Norrby',
  'Nordic Arena',
  'Björn',
  'Žižek',
  'Gäste.csv',
  'Signed up for the season',
];

type Hit = Readonly<{ where: string; what: string }>;
const hits: Hit[] = [];
const counts = {
  logLines: 0,
  executions: 0,
  mapRuns: 0,
  keys: 0,
  deadLetters: 0,
  statesOctets: 0,
  mailsWithCanary: 0,
};

/** What left the demo, and how many mails its changes were. */
let ofDemo: readonly MailboxMessage[] = [];
let changed = 0;

/** The id of a mail, which names nobody: it must be found wherever canaries are searched. */
let control = '';
const searched = new Set<string>();

function search(kind: string, where: string, text: string, canaries: readonly string[]): void {
  if (text.includes(control)) searched.add(kind);
  for (const what of canaries) if (text.includes(what)) hits.push({ where, what });
}

/** Mail of every kind that names people: taken, held, answered, dropped, a letter, a reply with words. */
async function mailEverything(at: PrivateStack): Promise<void> {
  const { calendar, invites, bulk } = at.stack.endpoints.mailboxes;
  const who = (name: string): string => `${CANARY}-${name}@corp.example`;
  const subject = `${CANARY} subject`;
  const words = { lines: [`DESCRIPTION:${CANARY} description`, `LOCATION:${CANARY} place`] };
  const mail = { subject, from: [`From: ${CANARY} Name <${who('organizer')}>`] };
  await letIn(at, bySmtp(who('organizer'), calendar, { mail, calendar: words }));
  await letIn(
    at,
    bySmtp(who('wrong'), calendar, { calendar: { lines: [`RRULE:FREQ=${CANARY}`] } }),
  );
  await letIn(
    at,
    bySmtp(who('unproven'), calendar, { verdicts: 'dkim=fail dmarc=fail', mail: { subject } }),
  );
  await letIn(at, bySmtp(who('broken'), calendar, { ics: `BEGIN:VCALENDAR\n${CANARY}` }));
  await letIn(at, bySmtp(who('letter'), invites, onlyPart('text/plain', `${CANARY} letter`)));
  await letIn(
    at,
    bySmtp(who('list'), bulk, onlyPart('text/csv; name=x.csv', `${CANARY}@guests.example`)),
  );
  const raw = senderMail({
    ...invitationKnobs(who('malformed')),
    from: [`From: ${CANARY} <${CANARY}@x> y`],
  });
  await letIn(at, { via: 'smtp', from: who('malformed'), to: calendar, raw });
}

async function sendAndAnswer(at: PrivateStack): Promise<void> {
  const guest = `${CANARY}@guests.example`;
  const eventId = await createEvent(at.api, `${CANARY} title`);
  await sendTo(
    at.api,
    eventId,
    `email,name\n${guest},${CANARY} Guest\n${CANARY} no address,x\nbounce+${CANARY}@simulator.amazonses.com,y\n`,
  );
  const { replies } = await writeScript(at.stack.endpoints.mailbox, [guest], Date.now());
  for (const { raw } of replies) {
    const spoken = raw.replace(/^SEQUENCE:/m, `COMMENT:${CANARY} comment\r\nSEQUENCE:`);
    await letIn(at, {
      via: 'smtp',
      from: guest,
      to: at.stack.endpoints.mailboxes.invites,
      raw: spoken,
    });
  }
}

/** Uses one of every other secret: an API key, a webhook, a sign-in by the link of a mail, a session. Gives them. */
async function useSecrets(at: PrivateStack): Promise<readonly string[]> {
  const { api } = at;
  const { http } = at.stack.endpoints;
  const { key } = await api.post<{ key: string }>('/v1/keys', { scopes: ['read'] });
  await fetch(`${http}/v1/events`, { headers: { authorization: `Bearer ${key}` } });
  const url = 'http://127.0.0.1:9/hook';
  const types = ['invitation.sent', 'rsvp.changed', 'run.finished'];
  const { secret } = await api.post<{ secret: string }>('/v1/webhooks', { url, types });
  const body = JSON.stringify({ address: 'owner@example.test' });
  const headers = { 'content-type': 'application/json' };
  const asked = await fetch(`${http}/v1/sign-in`, { method: 'POST', headers, body });
  const asking = tokenOf(asked);
  const mail = await until('the sign-in mail', 20, async () => {
    const mails = await listOutMails(at, 'owner@example.test');
    return mails.find(({ raw }) => raw.includes('/sign-in/'));
  });
  const [, token = ''] = /\/sign-in\/([a-z2-7]{78})/.exec(mail.raw.replaceAll('=\r\n', '')) ?? [];
  const page = await fetch(`${http}/sign-in/${token}`, { headers: { cookie: cookieOf(asked) } });
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(await page.text()) ?? [];
  const form = new URLSearchParams({ csrf });
  const pressed = await fetch(`${http}/sign-in/${token}`, {
    ...{ method: 'POST', body: form, redirect: 'manual', headers: { cookie: cookieOf(asked) } },
  });
  const session = tokenOf(pressed);
  const who = await fetch(`${http}/v1/session`, { headers: { cookie: cookieOf(pressed) } });
  expect(await who.json()).toMatchObject({ role: 'owner' });
  for (const each of [key, secret, token, asking, session, csrf]) {
    expect(each.length).toBeGreaterThan(20);
  }
  // The ids before the secrets name keys and sign-ins, and are no secrets.
  return [key.slice(-59), secret, token.slice(-52), asking.slice(-52), session, csrf];
}

/** The cookie that an answer sets, as a browser sends it back. */
const cookieOf = ({ headers }: Response): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ');

const tokenOf = (answer: Response): string => cookieOf(answer).split('=')[1] ?? '';

/** Secrets that went out in mails: the seal of each ticket and each unsubscribe link. */
async function secretsOf(at: PrivateStack): Promise<readonly string[]> {
  const mails = await listOutMails(at);
  counts.mailsWithCanary = mails.filter(({ raw }) => raw.includes(CANARY)).length;
  const links = mails.flatMap(
    ({ raw }) => /\/unsubscribe\/[a-z2-7]{52}-([a-z0-9]+)/.exec(raw)?.[1] ?? [],
  );
  expect(links.length).toBeGreaterThan(GUESTS);
  return [...links, at.stack.endpoints.apiKey];
}

async function searchKeys({ s3 }: PrivateStack, canaries: readonly string[]): Promise<void> {
  for (const Bucket of Object.values(BUCKETS)) {
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
      for (const { Key = '' } of page.Contents ?? []) {
        counts.keys += 1;
        search('keys', `a key of ${Bucket}`, Key, canaries);
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }
}

/** What the stopped stack left on disk. */
function searchDisk(folder: string, canaries: readonly string[]): void {
  for (const file of globSync('logs/**', { cwd: folder, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    counts.logLines += text.split('\n').length - 1;
    search('logs', `logs/${file.name}`, text, canaries);
  }
  for (const name of globSync('states.db*', { cwd: folder })) {
    const octets = readFileSync(join(folder, name));
    counts.statesOctets += octets.length;
    search('states.db', name, octets.toString('utf8'), canaries);
  }
  const bus = new DatabaseSync(join(folder, 'bus.db'), { readOnly: true });
  for (const row of bus.prepare('SELECT * FROM dead_letter').all()) {
    counts.deadLetters += 1;
    search('dead letters', 'a dead letter', JSON.stringify(row), canaries);
  }
  bus.close();
}

beforeAll(async () => {
  const folder = scratchFolder();
  const settings = { ...privateEnvironment(folder), CONVOKE_HOLD_SECONDS: '0' };
  const stack = await startStack(readSettings(settings));
  const at: PrivateStack = { stack, folder, ...clientsOf(stack) };
  let canaries: readonly string[] = PERSONAL;
  try {
    const { changes } = await runDemo(stack, GUESTS, () => undefined);
    changed = changes.reduce((sum, each) => sum + each.mails, 0);
    ofDemo = (await listOutMails(at)) as unknown as MailboxMessage[];
    const used = await useSecrets(at);
    await mailEverything(at);
    await sendAndAnswer(at);
    await stack.untilIdle();
    await untilQuiet(at);
    control = (await listInbound(at.api))[0]?.mailId ?? 'no mail';
    canaries = [...PERSONAL, ...used, ...(await secretsOf(at))];
    for await (const { where, text, isMapRun } of executionTexts(stack.engine)) {
      counts[isMapRun ? 'mapRuns' : 'executions'] += 1;
      search('executions', where, text, canaries);
    }
    await searchKeys(at, canaries);
  } finally {
    at.smtp.close();
    at.s3.destroy();
    await stack.close();
  }
  searchDisk(folder, canaries);
}, 2 * START_MS);

test('there was something to find, and enough places to search', () => {
  expect(counts.mailsWithCanary).toBeGreaterThan(2);
  expect(counts.logLines).toBeGreaterThan(4 * GUESTS);
  expect(counts.executions).toBeGreaterThan(GUESTS);
  expect(counts.mapRuns).toBeGreaterThanOrEqual(2);
  expect(counts.keys).toBeGreaterThan(GUESTS);
  expect(counts.statesOctets).toBeGreaterThan(100_000);
  expect([...searched].sort()).toEqual(['executions', 'keys', 'logs', 'states.db']);
});

test('A99 no address, name, title, word of a person, ticket, token, cookie, secret or key is in a log, an execution or a key', () => {
  console.info(`searched: ${JSON.stringify(counts)}`);
  expect([...new Set(hits.map(({ where, what }) => `${what} in ${where}`))]).toEqual([]);
});

test('nothing went to the dead letters', () => {
  expect(counts.deadLetters).toBe(0);
});

test('every mail that leaves the demo keeps the rules of the RFCs, for a second reader', () => {
  expect(ofDemo.length).toBeGreaterThan(GUESTS + changed);
  expect(checkMailbox(ofDemo)).toEqual([]);
});
