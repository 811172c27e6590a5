import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as mailSignIn } from '../../functions/mail-sign-in/handler.ts';
import { type Browser, openBrowser } from './browser.ts';
import { contextOf } from './lambda-context.ts';

/** The owner of the installation of a test, and an organizer. */
export const OWNER = 'owner@example.test';
/** An organizer of a domain that is enrolled. */
export const ADA = 'ada@corp.example';

/** SES and Step Functions, as far as they are asked. */
export const ses = mockClient(SESv2Client);
/** Starts nothing by itself: see `runWorkflows`. */
export const states = mockClient(SFNClient);

let clock = Date.UTC(2027, 0, 1);

/** Some time goes by. Only the date is set: sockets need their timers. */
export function wait(seconds: number): void {
  clock += seconds * 1_000;
  jest.useFakeTimers({
    now: clock,
    doNotFake: [
      ...(['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout'] as const),
      ...(['clearInterval', 'clearImmediate', 'nextTick', 'queueMicrotask'] as const),
      ...(['performance', 'hrtime'] as const),
    ],
  });
}

beforeEach(() => {
  process.env.OWNERS = OWNER;
  process.env.ORGANIZERS = '*@corp.example, *';
  ses.reset();
  ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
  states.reset();
  states.on(StartExecutionCommand).resolves({});
  // Each test begins after the cool-down of the one before.
  wait(61);
});

/** Lets the workflows run that were started, and gives what they answer. */
export async function runWorkflows(): Promise<readonly unknown[]> {
  const inputs = states
    .commandCalls(StartExecutionCommand)
    .map(({ args }) => JSON.parse(args[0].input.input ?? '') as unknown);
  states.resetHistory();
  const outputs: unknown[] = [];
  for (const input of inputs) outputs.push(await mailSignIn(input, contextOf('mail-sign-in')));
  return outputs;
}

/** The link and the code of the last mail. */
export function mailed(): Readonly<{ path: string; code: string; raw: string }> {
  const calls = ses.commandCalls(SendEmailCommand);
  const data = calls.at(-1)?.args[0].input.Content?.Raw?.Data ?? new Uint8Array();
  const raw = Buffer.from(data).toString('ascii').replaceAll('=\r\n', '');
  const [, path = ''] = /convoke\.example\.test(\/sign-in\/\S+)/.exec(raw) ?? [];
  const [, first = '', second = ''] = /^(\d{3}) (\d{3})\r$/m.exec(raw) ?? [];
  return { path, code: `${first}${second}`, raw };
}

/** A browser that asked to sign in; the mail is out. */
export async function ask(address: string, returnTo = '/dashboard/'): Promise<Browser> {
  const browser = openBrowser();
  await browser.open(`/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  const sent = await browser.submit('/sign-in', { address });
  expect(sent).toMatchObject({ status: 303, location: '/sign-in/code' });
  await runWorkflows();
  return browser;
}

/** Who is signed in. */
export const session = (browser: Browser) => browser.ask('GET', '/v1/session');

/** A browser in which somebody signed in. */
export async function signedIn(address: string): Promise<Browser> {
  const browser = await ask(address);
  await browser.ask('POST', '/v1/sign-in/code', { code: mailed().code });
  return browser;
}
