import { createServer } from 'node:net';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { openPoster, type Resolve } from '../../adapters/out/post-webhook.ts';
import { isPublicAddress } from '../../domain/out/target.ts';
import { openReceiver } from './receiver.ts';
import { setEnvironment } from './world.ts';

setEnvironment();
const endpoint = await openReceiver();
const { port } = new URL(endpoint.url);

const opened: unknown[] = [];
const silent = createServer((socket) => {
  opened.push(socket.remoteAddress);
  socket.destroy();
});
await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
afterAll(() => {
  silent.close();
});

beforeEach(() => {
  process.env.WEBHOOK_LOOPBACK = 'no';
});

const answers = (...addresses: readonly string[]): Resolve => {
  return (_, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
};

async function post(url: string, resolve?: Resolve) {
  const poster = openPoster(resolve);
  try {
    return await poster.post(url, {}, '{}');
  } finally {
    poster.close();
  }
}

const NOT_PUBLIC = { kind: 'failed', why: 'not_public' };

test.each(['127.0.0.1', '10.1.2.3', '::1', '::ffff:192.168.0.1', '169.254.169.254', '100.64.0.1'])(
  'a name that resolves to %s is not connected to',
  async (address) => {
    expect(await post(`https://hooks.example.com:${port}/`, answers(address))).toEqual(NOT_PUBLIC);
    expect(endpoint.received).toHaveLength(0);
  },
);

test('one private address among public ones refuses the name: the next connection could go there', async () => {
  expect(await post('https://hooks.example.com/', answers('93.184.216.34', '127.0.0.1'))).toEqual(
    NOT_PUBLIC,
  );
});

test('the name is resolved once for a connection, and the connection goes to what was looked at', async () => {
  process.env.WEBHOOK_LOOPBACK = 'yes';
  let count = 0;
  opened.length = 0;
  const { port: at } = silent.address() as { port: number };
  const rebinding: Resolve = (_, done) => {
    count += 1;
    done(null, [{ address: count === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
  };
  expect(await post(`https://hooks.example.com:${at}/`, rebinding)).toEqual({
    kind: 'failed',
    why: 'no_connection',
  });
  expect([count, opened]).toEqual([1, ['127.0.0.1']]);
});

test.each(['https://127.0.0.1/', 'https://[::1]/', 'http://127.0.0.1/', 'http://93.184.216.34/'])(
  '%s is not posted to, whatever the webhook said when it was made',
  async (url) => {
    expect(await post(url)).toEqual(NOT_PUBLIC);
  },
);

test('a name without an address is told as that', async () => {
  const nobody: Resolve = (_, done) => done(Object.assign(new Error(), { code: 'ENOTFOUND' }), []);
  expect(await post('https://hooks.example.com/', nobody)).toEqual({
    kind: 'failed',
    why: 'no_address',
  });
});

test.each([
  ...['0.0.0.0', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1'],
  ...['::', 'fe80::1', 'ff02::1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'x'],
])('%s is no address of the public Internet', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['93.184.216.34', '2606:2800:220:1::1', '::ffff:93.184.216.34'])('%s is', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
