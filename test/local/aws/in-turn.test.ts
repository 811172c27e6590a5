import { createServer, get, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { inTurn } from '../../../local/aws/in-turn.ts';
import { listen } from '../../../local/aws/listen.ts';

const begun: string[] = [];
const open = new Map<string, ServerResponse>();
const handle = inTurn(
  ({ url = '' }, res) => {
    begun.push(url);
    open.set(url, res);
  },
  ({ url = '' }) => url.startsWith('/short'),
);
const { url, close } = await listen(createServer(handle), 'a test', 0);
afterAll(close);

const ask = (path: string) =>
  get(`${url}${path}`, (answer) => answer.resume()).on('error', () => undefined);
const answerTo = (path: string) => open.get(path)?.end('done');

async function untilBegun(paths: readonly string[]): Promise<void> {
  while (begun.length < paths.length) await wait(5);
  await wait(20);
  expect(begun).toEqual(paths);
}

test('requests are answered one at a time in their order, and one whose client left takes no turn', async () => {
  for (const path of ['/1', '/2', '/3', '/4']) {
    ask(path);
    await wait(20);
  }
  await untilBegun(['/1']);
  answerTo('/1');
  await untilBegun(['/1', '/2']);
  const leaves = ask('/5');
  await wait(20);
  leaves.destroy();
  // A client that leaves while it is answered gives its turn back, too.
  open.get('/2')?.destroy();
  await untilBegun(['/1', '/2', '/3']);
  for (const path of ['/3', '/4']) {
    answerTo(path);
    await wait(20);
  }
  ask('/6');
  await untilBegun(['/1', '/2', '/3', '/4', '/6']);
  answerTo('/6');
});

test('short requests go before long ones; after sixteen in a row a long one has its turn', async () => {
  begun.length = 0;
  const short = Array.from({ length: 20 }, (_, i) => `/short${i}`);
  for (const path of ['/8', '/9', '/10', ...short]) {
    ask(path);
    await wait(5);
  }
  await untilBegun(['/8']);
  const order = ['/8', ...short.slice(0, 16), '/9', ...short.slice(16), '/10'];
  for (const path of order) {
    answerTo(path);
    await wait(10);
  }
  await untilBegun(order);
});
