import { SendEmailCommand, TooManyRequestsException } from '@aws-sdk/client-sesv2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { noteOwned } from '../../adapters/owned.ts';
import { keys } from '../../adapters/secrets.ts';
import { table } from '../../adapters/table.ts';
import { guestKeyOf, signInIdOf } from '../../domain/invite/keys.ts';
import { handler as mailSignIn, SignInNotSent } from '../../functions/mail-sign-in/handler.ts';
import { openBrowser } from './browser.ts';
import { contextOf } from './lambda-context.ts';
import { mailedTo } from './sent-mails.ts';
import { ADA, ask, mailed, OWNER, runWorkflows, ses, session, states, wait } from './signing-in.ts';
import { openWorld } from './world.ts';

await openWorld();

test('A88 the link of the mail signs in after a press of the button, and once', async () => {
  const browser = await ask(ADA);
  const { path } = mailed();
  const shown = await browser.open(path);
  expect(shown).toMatchObject({ status: 200, lines: [] });
  expect(shown.text).toContain(ADA);
  expect((await session(browser)).status).toBe(401);
  const pressed = await browser.submit(path, {});
  expect(pressed).toMatchObject({ status: 303, location: '/dashboard/' });
  expect(pressed.lines[0]).toMatch(
    /^__Host-convoke=[a-z2-7]{52}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(await session(browser)).toMatchObject({
    status: 200,
    body: {
      address: ADA,
      role: 'organizer',
      expiresAt: new Date(Date.now() + 12 * 3_600_000).toISOString(),
    },
  });
  expect(await browser.open(path)).toMatchObject({ status: 410 });
});

test('the code of the mail signs in, in the browser that asked', async () => {
  const browser = await ask(OWNER);
  const { code } = mailed();
  await browser.open('/sign-in/code');
  const typed = await browser.submit('/sign-in/code', {
    code: ` ${code.slice(0, 3)} ${code.slice(3)}`,
  });
  expect(typed).toMatchObject({ status: 303, location: '/dashboard/' });
  expect((await session(browser)).body).toMatchObject({ address: OWNER, role: 'owner' });
});

test('the API signs in by the same code, and answers like the page', async () => {
  const browser = openBrowser();
  const asked = await browser.ask('POST', '/v1/sign-in', {
    address: ADA,
    returnTo: '/dashboard/x',
  });
  expect(asked.status).toBe(202);
  await runWorkflows();
  const wrong = await browser.ask('POST', '/v1/sign-in/code', { code: 'x' });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'sign_in_invalid' } });
  const answer = await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  expect(answer).toEqual({ status: 200, body: { returnTo: '/dashboard/x' } });
  expect((await session(browser)).body.address).toBe(ADA);
});

test('A88 opening a link any number of times uses nothing: a mail scanner has no cookie either', async () => {
  const browser = await ask(ADA);
  const { path } = mailed();
  const scanner = openBrowser();
  for (let times = 0; times < 3; times += 1) {
    expect(await scanner.open(path)).toMatchObject({ status: 403, lines: [] });
  }
  expect(await scanner.submit(path, { csrf: 'x' })).toMatchObject({ status: 403, lines: [] });
  await browser.open(path);
  expect((await browser.submit(path, {})).status).toBe(303);
});

test('A88 a link in another browser names nobody, and asks for the code where it was asked', async () => {
  await ask(ADA);
  const other = await openBrowser().open(mailed().path);
  expect(other.status).toBe(403);
  expect(other.text).toContain('another browser');
  expect(other.text).not.toContain(ADA);
});

test('a link and its code are good for a clock that is a minute ahead (Table B, B39)', async () => {
  const browser = await ask(ADA);
  wait(16 * 60 - 2);
  expect((await browser.open(mailed().path)).status).toBe(200);
  const typed = await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  expect(typed.status).toBe(200);
});

test('A88 a link is too old after 15 minutes, and one for clocks that differ', async () => {
  const browser = await ask(ADA);
  wait(16 * 60);
  expect(await browser.open(mailed().path)).toMatchObject({ status: 410, lines: [] });
  const typed = await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  expect(typed).toMatchObject({ status: 410, body: { code: 'link_expired' } });
});

test('of one address the newest mail counts', async () => {
  const browser = await ask(ADA);
  const first = mailed();
  wait(61);
  await browser.submit('/sign-in', { address: ADA, returnTo: '/' });
  await runWorkflows();
  expect((await browser.open(first.path)).status).toBe(404);
  await browser.open(mailed().path);
  expect((await browser.submit(mailed().path, {})).status).toBe(303);
});

test('five wrong codes end a sign-in, whatever is typed then', async () => {
  const browser = await ask(ADA);
  const { code } = mailed();
  const wrong = code === '000000' ? '111111' : '000000';
  for (let times = 0; times < 5; times += 1) {
    const answer = await browser.ask('POST', '/v1/sign-in/code', { code: wrong });
    expect(answer.body.code).toBe('sign_in_invalid');
  }
  const answer = await browser.ask('POST', '/v1/sign-in/code', { code });
  expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
  expect((await session(browser)).status).toBe(401);
});

test('A88 of two who use a mail at once one is signed in', async () => {
  const browser = await ask(ADA);
  const { code } = mailed();
  const asking = new Map(browser.cookies);
  const answers = await Promise.all(
    [1, 2, 3].map(() => {
      const copy = openBrowser();
      for (const [name, value] of asking) copy.cookies.set(name, value);
      return copy.ask('POST', '/v1/sign-in/code', { code });
    }),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('A87 whoever may not sign in gets the same answer, and no mail', async () => {
  const known = openBrowser();
  const unknown = openBrowser();
  const [a, b] = await Promise.all([
    known.ask('POST', '/v1/sign-in', { address: ADA }),
    unknown.ask('POST', '/v1/sign-in', { address: 'eve@elsewhere.example' }),
  ]);
  expect(a).toEqual(b);
  expect(states.commandCalls(StartExecutionCommand)).toHaveLength(2);
  await runWorkflows();
  expect(mailedTo(ses)).toEqual([ADA]);
  const tried = await unknown.ask('POST', '/v1/sign-in/code', { code: '123456' });
  const other = await known.ask('POST', '/v1/sign-in/code', { code: 'x' });
  expect(tried).toEqual(other);
});

test('everybody is enrolled by «*», and mailed once an event is theirs', async () => {
  const { mac } = await keys();
  const address = 'new@elsewhere.example';
  await ask(address);
  expect(mailedTo(ses)).toEqual([]);
  const at = '2027-01-01T00:00:00.000Z';
  await noteOwned(guestKeyOf(mac, address), 'EVENT', { at, id: 'event' });
  wait(61);
  await ask(address);
  expect(mailedTo(ses)).toEqual([address]);
});

test('one address gets one mail a minute, whoever asks', async () => {
  await ask(ADA);
  await ask(ADA);
  expect(mailedTo(ses)).toEqual([ADA]);
});

test('a browser that asks twice in a minute can still use its mail', async () => {
  const browser = await ask(ADA);
  await browser.submit('/sign-in', { address: ADA, returnTo: '/' });
  const answer = await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  expect(answer.status).toBe(200);
});

test('a mail that SES does not take is made anew by the repeated step', async () => {
  ses
    .on(SendEmailCommand)
    .rejectsOnce(new TooManyRequestsException({ message: '', $metadata: {} }));
  const browser = openBrowser();
  await browser.ask('POST', '/v1/sign-in', { address: ADA });
  const [call] = states.commandCalls(StartExecutionCommand);
  const input: unknown = JSON.parse(call?.args[0].input.input ?? '');
  const step = () => mailSignIn(input, contextOf('mail-sign-in'));
  await expect(step()).rejects.toThrow(SignInNotSent);
  expect(await step()).toMatchObject({ sent: true });
  expect(await step()).toMatchObject({ sent: false });
  const answer = await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  expect(answer.status).toBe(200);
});

test.each([
  ['no token', 'short'],
  ['a token of another kind', `${'a'.repeat(26)}-1${'b'.repeat(26)}`],
  ['a token that nobody made', 'a'.repeat(78)],
  ['a text of 10 KB', 'a'.repeat(10_240)],
])('a link with %s is 404', async (_, token) => {
  expect((await openBrowser().open(`/sign-in/${token}`)).status).toBe(404);
});

test('a token whose last letter is another one signs nobody in', async () => {
  const browser = await ask(ADA);
  const { path } = mailed();
  const other = path.endsWith('a') ? 'q' : 'a';
  expect((await browser.open(`${path.slice(0, -1)}${other}`)).status).toBe(404);
  expect((await browser.open(path.slice(0, -1))).status).toBe(404);
});

test('a newer ask in between leaves a step without a mail: that one has its own', async () => {
  const browser = openBrowser();
  await browser.ask('POST', '/v1/sign-in', { address: ADA });
  const { mac } = await keys();
  await table.send(
    new UpdateCommand({
      TableName: 'convoke',
      Key: { pk: `SIGNIN#${signInIdOf(mac, guestKeyOf(mac, ADA))}`, sk: 'META' },
      UpdateExpression: 'SET askedAt = :later',
      ExpressionAttributeValues: { ':later': '2028-01-01T00:00:00.000Z' },
    }),
  );
  expect(await runWorkflows()).toMatchObject([{ sent: false }]);
  expect(mailedTo(ses)).toEqual([]);
});
