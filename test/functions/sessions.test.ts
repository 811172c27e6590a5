import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { keys } from '../../adapters/secrets.ts';
import { table } from '../../adapters/table.ts';
import { guestKeyOf, signInIdOf } from '../../domain/invite/keys.ts';
import { openBrowser } from './browser.ts';
import {
  ADA,
  ask,
  mailed,
  OWNER,
  runWorkflows,
  session,
  signedIn,
  states,
  wait,
} from './signing-in.ts';
import { openWorld } from './world.ts';

const world = await openWorld();

test.each([
  ...['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'],
  ...['%2f%2fevil.example', '/%2f%2fevil.example', '/\tevil', '/a\\b', 'evil', ''],
])('A89 after a sign-in nobody goes to «%s»', async (returnTo) => {
  const browser = await ask(ADA, returnTo);
  await browser.open(mailed().path);
  expect((await browser.submit(mailed().path, {})).location).toBe('/');
});

test('A90 the session is a new one at each sign-in, and the one before is over', async () => {
  const browser = await ask(ADA);
  await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  const before = browser.cookies.get('__Host-convoke') ?? '';
  wait(61);
  await browser.submit('/sign-in', { address: ADA, returnTo: '/' });
  await runWorkflows();
  await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  expect(browser.cookies.get('__Host-convoke')).not.toBe(before);
  const thief = openBrowser();
  thief.cookies.set('__Host-convoke', before);
  expect((await session(thief)).status).toBe(401);
});

const EVENT = { title: 'Demo', start: '2031-03-01', end: '2031-03-02' };

test('A90 a request by session that changes something needs what only our page knows', async () => {
  const ada = await signedIn(ADA);
  const csrf = String((await session(ada)).body.csrf);
  const post = (headers: Record<string, string>) => ada.ask('POST', '/v1/events', EVENT, headers);
  expect(await post({})).toMatchObject({ status: 403, body: { code: 'csrf' } });
  expect(await post({ 'x-csrf': 'x' })).toMatchObject({ status: 403, body: { code: 'csrf' } });
  wait(61);
  const owner = await signedIn(OWNER);
  const foreign = String((await session(owner)).body.csrf);
  expect(await post({ 'x-csrf': foreign })).toMatchObject({ status: 403, body: { code: 'csrf' } });
  const made = await post({ 'x-csrf': csrf });
  expect(made).toMatchObject({ status: 201, body: { organizer: { email: ADA } } });
  const versions = await ada.ask('GET', `/v1/events/${String(made.body.eventId)}/versions`);
  expect(versions.body.items).toMatchObject([{ by: { address: ADA, evidence: 'session' } }]);
});

test('A90 a form from another site does nothing', async () => {
  const browser = openBrowser();
  await browser.open('/sign-in');
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
    const sent = await browser.submit('/sign-in', { address: ADA }, headers);
    expect(sent).toMatchObject({ status: 403, lines: [] });
  }
  expect(states.commandCalls(StartExecutionCommand)).toEqual([]);
});

test('whoever signs out is out, and a page asks before', async () => {
  const browser = await signedIn(ADA);
  const copy = openBrowser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  expect((await browser.open('/sign-out')).text).toContain('<button');
  expect((await session(browser)).status).toBe(200);
  expect((await browser.submit('/sign-out', {})).status).toBe(200);
  expect(browser.cookies.size).toBe(0);
  expect((await session(copy)).status).toBe(401);
});

test('whoever is taken off the settings is out at once', async () => {
  const browser = await signedIn(OWNER);
  process.env.OWNERS = 'other@example.test';
  expect((await session(browser)).body).toMatchObject({ role: 'organizer' });
  process.env.ORGANIZERS = '*@corp.example';
  expect((await session(browser)).status).toBe(401);
});

test('A99 neither token, code, cookie nor session is stored or logged as it is', async () => {
  const browser = await ask(ADA);
  const { path, code } = mailed();
  const { mac } = await keys();
  const Key = { pk: `SIGNIN#${signInIdOf(mac, guestKeyOf(mac, ADA))}`, sk: 'META' };
  const stored = JSON.stringify(
    (await table.send(new GetCommand({ TableName: 'convoke', Key }))).Item,
  );
  const secrets = [
    path.slice(-52),
    code,
    ...[...browser.cookies.values()].map((v) => v.slice(-52)),
  ];
  for (const secret of secrets) expect(stored).not.toContain(secret);
  await browser.ask('POST', '/v1/sign-in/code', { code });
  const logged = world.logs.join('');
  for (const secret of [...secrets, ADA, ...browser.cookies.values()]) {
    expect(logged).not.toContain(secret);
  }
});

test('a session ends after 12 hours, whatever the clock of the table says', async () => {
  const browser = await signedIn(ADA);
  wait(12 * 3_600);
  expect((await session(browser)).status).toBe(401);
});
