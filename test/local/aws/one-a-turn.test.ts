import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { oneATurn } from '../../../local/aws/one-a-turn.ts';

test('what comes together is handed on in its order, each behind what the one before left for the end of its turn', async () => {
  const seen: string[] = [];
  const hear = oneATurn((name: string) => {
    seen.push(name);
    void Promise.resolve().then(() => setImmediate(() => seen.push(`behind ${name}`)));
  });
  for (const name of ['a', 'b', 'c']) hear(name);
  expect(seen).toEqual(['a']);
  for (let i = 0; i < 9; i += 1) await turn();
  expect(seen).toEqual(['a', 'behind a', 'b', 'behind b', 'c', 'behind c']);
  hear('d');
  expect(seen.at(-1)).toBe('d');
});
