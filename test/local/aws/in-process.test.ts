import { createServer } from 'node:http';
import { afterAll, expect, test } from '@jest/globals';
import { openConnections, type Post } from '../../../adapters/post-http.ts';
import { type DirectService, serveInProcess } from '../../../local/aws/in-process.ts';
import { listen } from '../../../local/aws/listen.ts';
import type { SesFaults } from '../../../local/aws/ses.ts';
import { openSes } from '../../../local/aws/ses.ts';
import { systemClock } from '../../../local/bus/clock.ts';
import { openMailStore } from '../../../local/mailbox/mail-store.ts';
import { scratchFolder } from '../scratch-folder.ts';

const PATH = '/v2/email/outbound-emails';
let faults: SesFaults = {};
const store = openMailStore(scratchFolder());
const ses = await openSes({
  store,
  bus: { put: async () => undefined },
  clock: systemClock,
  identities: ['example.test'],
  faults: {
    beforeAccept: (mail) => faults.beforeAccept?.(mail),
    afterAccept: (mail) => faults.afterAccept?.(mail),
  },
});
const requests: string[] = [];
const server = await listen(
  createServer((req, res) => {
    requests.push(`${req.method} ${req.url}`);
    ses.handle(req, res);
  }),
  'SES of a test',
  0,
);
afterAll(async () => {
  await server.close();
  await ses.close();
  store.close();
});

function connections(timeoutMs = 5_000): Post {
  const post = openConnections(server.url, timeoutMs);
  if (!post) throw new Error('this Node hides its undici');
  return post;
}

const post: Post = (...args) => connections()(...args);

async function inProcess<T>(service: DirectService, job: () => Promise<T>): Promise<T> {
  const served = serveInProcess(server.url, service);
  try {
    return await job();
  } finally {
    served.close();
  }
}

const mail = (from = 'invites@example.test'): Buffer =>
  Buffer.from(
    JSON.stringify({
      FromEmailAddress: from,
      Destination: { ToAddresses: ['guest@example.com'] },
      Content: { Raw: { Data: Buffer.from('Subject: Hi\r\n\r\nHello\r\n').toString('base64') } },
    }),
  );

const refusal = { status: 429, name: 'TooManyRequestsException', message: 'Maximum sending rate.' };

test.each<[string, Buffer, SesFaults]>([
  ['a mail', mail(), {}],
  ['a mail from a domain that is not ours', mail('invites@elsewhere.test'), {}],
  ['what is no JSON', Buffer.from('{'), {}],
  ['a mail that SES finds too fast', mail(), { beforeAccept: () => refusal }],
  [
    'a mail that SES takes and answers 500',
    mail(),
    { afterAccept: () => ({ ...refusal, status: 500 }) },
  ],
])('%s has the same answer with a socket and without', async (_, body, given) => {
  faults = given;
  const plain = ({ status, headers, body }: Awaited<ReturnType<Post>>) => {
    const { MessageId, ...said } = JSON.parse(body) as Record<string, unknown>;
    const { 'content-type': type, 'x-amzn-errortype': error } = headers;
    return { status, type, error, said, hasId: typeof MessageId === 'string' };
  };
  const bySocket = plain(await post(PATH, {}, body));
  requests.length = 0;
  const direct = plain(await inProcess(ses.direct, () => post(PATH, {}, body)));
  expect(direct).toEqual(bySocket);
  expect(requests).toEqual([]);
});

test('a mail without a socket is in the store before its sender has the answer', async () => {
  faults = {};
  const { body } = await inProcess(ses.direct, () => post(PATH, {}, mail()));
  const { MessageId } = JSON.parse(body) as { MessageId: string };
  expect(store.find(MessageId)).toMatchObject({ to: ['guest@example.com'] });
});

test('an answer that SES drops is an error for whoever waits for it, and the mail is taken', async () => {
  faults = { afterAccept: () => 'drop' };
  const before = store.count();
  await expect(inProcess(ses.direct, () => post(PATH, {}, mail()))).rejects.toThrow(
    'other side closed',
  );
  expect(store.count()).toBe(before + 1);
});

test('whoever waits longer than they may is told so, whatever comes later', async () => {
  const { promise, resolve } = Promise.withResolvers<'dropped'>();
  const late = inProcess(
    () => promise,
    () => connections(30)(PATH, {}, mail()),
  );
  await expect(late).rejects.toThrow('no answer in 30 ms');
  resolve('dropped');
});

test('what is no mail to SES takes the socket, as does everything once the service has ended', async () => {
  faults = {};
  requests.length = 0;
  await inProcess(ses.direct, () => post('/v2/email/account', {}, Buffer.alloc(0)));
  expect(requests).toEqual(['POST /v2/email/account']);
  await inProcess(ses.direct, async () => (await fetch(`${server.url}/v2/email/account`)).text());
  await post(PATH, {}, mail());
  expect(requests).toEqual(['POST /v2/email/account', 'GET /v2/email/account', `POST ${PATH}`]);
});
