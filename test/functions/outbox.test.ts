import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as sesv2 from '@aws-sdk/client-sesv2';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { classify, handOver, SEND_TIMEOUT_MS } from '../../adapters/outbox.ts';
import { HANDED_OVER_MS, LEASE_MS } from '../../domain/invite/audience.ts';
import { listen } from '../../local/aws/listen.ts';
import { setEnvironment } from './world.ts';

const MAIL = {
  raw: ['Subject: hello\r\n\r\n'],
  from: 'invites@example.test',
  to: 'guest@example.com',
  tags: { evt: 'event' },
};

let requests = 0;
let answer: (response: ServerResponse) => void = (response) => response.end();
const ses = await listen(
  createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      answer(response);
    });
  }),
  'the SES of a test',
  0,
);
setEnvironment(ses.url);
afterAll(() => ses.close());
beforeEach(() => {
  requests = 0;
});

const refuse = (status: number, type: string, message: string) => (response: ServerResponse) => {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  response.writeHead(status, headers).end(JSON.stringify({ message }));
};

/** What every error that SendEmail declares means, by its name. */
const DECLARED = [
  ['AccountSuspendedException', '', { kind: 'stop', why: 'sending_paused' }],
  ['BadRequestException', '', { kind: 'rejected' }],
  ['LimitExceededException', '', { kind: 'slow_down' }],
  ['MailFromDomainNotVerifiedException', '', { kind: 'stop', why: 'sending_paused' }],
  ['MessageRejected', 'Email address is not verified.', { kind: 'rejected' }],
  ['NotFoundException', 'Configuration set gone', { kind: 'stop', why: 'sending_paused' }],
  ['SendingPausedException', '', { kind: 'stop', why: 'sending_paused' }],
  ['TooManyRequestsException', 'Maximum sending rate exceeded.', { kind: 'slow_down' }],
] as const;

test('the table has every error that the SDK says SendEmail may throw', () => {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@aws-sdk/client-sesv2/package.json'));
  const types = readFileSync(join(folder, 'dist-types/commands/SendEmailCommand.d.ts'), 'utf8');
  const thrown = [...types.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name ?? '');
  const own = thrown.filter((name) => name !== 'SESv2ServiceException');
  expect(DECLARED.map(([name]) => name)).toEqual(own.sort());
});

test.each(DECLARED)('%s «%s» is certain, and asked once', async (name, message, wanted) => {
  answer = refuse(name === 'TooManyRequestsException' ? 429 : 400, name, message);
  expect(await handOver(MAIL)).toEqual(wanted);
  expect(requests).toBe(1);
});

test('the daily quota stops the run, the rate only slows it down', () => {
  const tooMany = (message: string) =>
    new sesv2.TooManyRequestsException({ message, $metadata: {} });
  expect(classify(tooMany('Daily message quota exceeded.'))).toEqual({
    kind: 'stop',
    why: 'quota_exhausted',
  });
  expect(classify(tooMany('Maximum sending rate exceeded.'))).toEqual({ kind: 'slow_down' });
});

test('an accepted mail is sent, with the id that SES gave it', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"MessageId":"id-1"}');
  };
  expect(await handOver(MAIL)).toEqual({ kind: 'sent', messageId: 'id-1' });
  expect(requests).toBe(1);
});

// One request, not three: SES may have taken the first, and has no way to know the second for the same.
test.each([
  ['a 500', refuse(500, 'InternalFailure', '')],
  ['a 503', refuse(503, 'ServiceUnavailable', '')],
  ['an error of a name that SendEmail does not declare', refuse(400, 'Surprise', '')],
  ['a reset', (response: ServerResponse) => response.destroy()],
  [
    'an answer that breaks off',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '99' });
      response.write('{"Mess');
      setImmediate(() => response.destroy());
    },
  ],
])('after %s nobody knows, and the client does not ask again', async (_, reply) => {
  answer = reply;
  expect(await handOver(MAIL)).toEqual({ kind: 'unknown' });
  expect(requests).toBe(1);
});

test('SES that nobody can reach is unknown, not thrown', async () => {
  expect(classify(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toEqual({
    kind: 'unknown',
  });
  expect(classify(Object.assign(new Error('slow'), { name: 'TimeoutError' }))).toEqual({
    kind: 'unknown',
  });
  expect(classify('not even an error')).toEqual({ kind: 'unknown' });
});

test('a send is given up before the lease of its range could run out', async () => {
  expect(SEND_TIMEOUT_MS * 2).toBeLessThan(LEASE_MS);
  expect(HANDED_OVER_MS + SEND_TIMEOUT_MS + 2_000).toBe(LEASE_MS);
});
