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
  2,
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

test('requests are answered in their order, two at a time, and one whose client left takes no turn', async () => {
  for (const path of ['/1', '/2', '/3', '/4', '/5']) {
    ask(path);
    await wait(20);
  }
  await untilBegun(['/1', '/2']);
  answerTo('/2');
  await untilBegun(['/1', '/2', '/3']);
  const leaves = ask('/6');
  await wait(20);
  leaves.destroy();
  // A client that leaves while it is answered gives its turn back, too.
  open.get('/3')?.destroy();
  await untilBegun(['/1', '/2', '/3', '/4']);
  for (const path of ['/1', '/4', '/5']) {
    answerTo(path);
    await wait(20);
  }
  ask('/7');
  await untilBegun(['/1', '/2', '/3', '/4', '/5', '/7']);
  answerTo('/7');
});

test('short requests go before long ones; after sixteen in a row a long one has its turn', async () => {
  begun.length = 0;
  const first = ['/8', '/9'];
  const long = ['/10', '/11'];
  const short = Array.from({ length: 20 }, (_, i) => `/short${i}`);
  for (const path of [...first, ...long, ...short]) {
    ask(path);
    await wait(5);
  }
  await untilBegun(first);
  const order = [...first, ...short.slice(0, 16), '/10', ...short.slice(16), '/11'];
  for (const path of order) {
    answerTo(path);
    await wait(10);
  }
  await untilBegun(order);
});
