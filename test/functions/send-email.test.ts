import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { openConnections } from '../../adapters/post-http.ts';
import { openSendEmailClient, rawMessage } from '../../adapters/send-email.ts';
import { postSigner } from '../../adapters/sign-post.ts';
import { listen } from '../../local/aws/listen.ts';
import { setEnvironment } from './world.ts';

type Seen = Readonly<{
  method: string | undefined;
  path: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}>;

let seen: Seen[] = [];
let answer: (response: ServerResponse) => void;
const server = await listen(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      seen.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response);
    });
  }),
  'the SES of a test',
  0,
);
setEnvironment(server.url);
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"MessageId":"id-1"}');
  };
});

const octets = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) % 256);
const INPUTS: readonly (readonly [string, SendEmailCommandInput])[] = [
  ['nothing but a mail', { Content: { Raw: { Data: octets } } }],
  ['a mail of no octets', { Content: { Raw: { Data: new Uint8Array(0) } } }],
  ['a mail in pieces', { Content: { Raw: rawMessage(['To: a\r\n', octets, 'ab', octets]) } }],
  [
    'all that Convoke says',
    {
      FromEmailAddress: 'invites@example.test',
      Destination: { ToAddresses: ['o\'brien+"é\u2028@example.com'] },
      Content: { Raw: { Data: Buffer.from(octets).subarray(3, 4_001) } },
      EmailTags: [
        { Name: 'evt', Value: 'event' },
        { Name: 'snd', Value: 'send' },
      ],
      ConfigurationSetName: 'convoke',
    },
  ],
];

/** What each request makes anew, and what the SDK tells of its own retries. */
const OWN = ['authorization', 'x-amz-date', 'amz-sdk-invocation-id', 'amz-sdk-request'];

const comparable = ({ headers, body, ...rest }: Seen) => ({
  ...rest,
  body: JSON.parse(body) as unknown,
  headers: Object.fromEntries(
    Object.entries(headers).filter(
      // The order of a JSON object's members is free, so this may differ.
      ([name]) => !OWN.includes(name) && name !== 'x-amz-content-sha256' && name !== 'connection',
    ),
  ),
});

test.each(INPUTS)('%s makes the request that the official client makes', async (_, input) => {
  const client = openSendEmailClient(5_000);
  // The first goes the official way.
  await client.send(new SendEmailCommand(input));
  const output = await client.send(new SendEmailCommand(input));
  expect(output.MessageId).toBe('id-1');
  const [official, ours] = seen.map(comparable);
  expect(ours).toEqual(official);
  expect(seen.map(({ headers }) => headers['amz-sdk-request'])).toEqual([
    'attempt=1; max=1',
    undefined,
  ]);
  expect(seen[1]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/ses\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
  );
});

test.each([
  [
    'keys of a user',
    { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    { host: 'h', a: 'b' },
    'x',
  ],
  [
    'keys of a role, with its token',
    { accessKeyId: 'ASIA', secretAccessKey: 'sec/ret+', sessionToken: 'to/ken==' },
    { host: 'email.eu-central-1.amazonaws.com', 'content-type': 'application/json' },
    '{"a":"\u00e9"}',
  ],
  [
    'a header that is not signed',
    { accessKeyId: 'AKID', secretAccessKey: 'other' },
    { 'user-agent': 'aws-sdk-js/3', 'x-amz-user-agent': 'aws-sdk-js/3', host: '127.0.0.1:9000' },
    '',
  ],
] as const)('%s: the signature is the one of the SDK', async (_, credentials, headers, text) => {
  const body = Buffer.from(text);
  const scope = { service: 'ses', region: 'eu-central-1' };
  const path = '/v2/email/outbound-emails';
  const { sha256 } = new SESv2Client({}).config;
  const sdk = new SignatureV4({ ...scope, credentials, sha256 });
  const sign = postSigner(scope);
  for (const day of ['2026-11-25T23:59:59.999Z', '2026-11-26T00:00:00Z']) {
    const signingDate = new Date(day);
    const request = { method: 'POST', protocol: 'https:', hostname: 'h', path, query: {}, body };
    const wanted = await sdk.sign({ ...request, headers: { ...headers } }, { signingDate });
    expect(sign({ path, headers, body }, credentials, signingDate)).toEqual(wanted.headers);
  }
});

const open = (origin: string) => {
  const post = openConnections(origin, 5_000);
  if (!post) throw new Error('this Node hides its undici');
  return post;
};

// A mail that goes out after its sender gave it up could go out after the lease, when somebody else sends it.
test('a post that was given up before there was a connection for it is never made', async () => {
  const held: ServerResponse[] = [];
  answer = (response) => void held.push(response);
  const post = open(server.url);
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date'] });
  const posts = Array.from({ length: 70 }, (_, i) => post('/', {}, Buffer.from(`{"i":${i}}`)));
  const results = Promise.allSettled(posts);
  while (held.length < 50) await new Promise(setImmediate);
  jest.advanceTimersByTime(5_000);
  jest.useRealTimers();
  expect((await results).filter(({ status }) => status === 'rejected')).toHaveLength(70);
  for (const response of held) response.destroy();
  answer = (response) => void response.writeHead(200).end('{}');
  await post('/', {}, Buffer.from('{"i":70}'));
  expect(seen.map(({ body }) => (JSON.parse(body) as { i: number }).i).sort()).toEqual(
    [...Array(50).keys(), 70].sort(),
  );
});

test('on a Node that hides its undici the official client sends, once, within the time', async () => {
  const undici = Symbol.for('undici.globalDispatcher.1');
  const dispatcher: unknown = Reflect.get(globalThis, undici);
  Reflect.deleteProperty(globalThis, undici);
  try {
    const client = openSendEmailClient(2_000);
    const send = () => client.send(new SendEmailCommand({ Content: { Raw: { Data: octets } } }));
    expect((await send()).MessageId).toBe('id-1');
    expect(seen[0]?.headers['amz-sdk-request']).toBe('attempt=1; max=1');
    answer = () => {};
    await expect(send()).rejects.toThrow();
    expect(seen).toHaveLength(2);
  } finally {
    Reflect.set(globalThis, undici, dispatcher);
  }
});
