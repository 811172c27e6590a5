import { createServer, type ServerResponse } from 'node:http';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLines } from '../../adapters/lines.ts';
import { openObject, readObject } from '../../adapters/objects.ts';
import { busyOr } from '../../adapters/service-busy.ts';
import { listen } from '../../local/aws/listen.ts';
import { setEnvironment } from './world.ts';

const LINES = Array.from({ length: 400 }, (_, index) => `guest${index}@example.com`);
const BODY = Buffer.from(`${LINES.join('\n')}\n`);

/** How the bucket answers, one answer after the other; then as it should. */
let answers: ((response: ServerResponse) => void)[] = [];

const whole = (response: ServerResponse) =>
  response.writeHead(200, { 'content-length': BODY.length }).end(BODY);
const refused = (response: ServerResponse) => response.writeHead(503).end();
/** The connection ends behind so many octets of the body. */
const cutAt = (octets: number) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': BODY.length });
  response.write(BODY.subarray(0, octets), () => response.destroy());
};
/** A pause in the middle. */
const slow = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': BODY.length });
  response.write(BODY.subarray(0, 1_000));
  setTimeout(() => response.end(BODY.subarray(1_000)), 200);
};

const server = await listen(
  createServer((_, response) => (answers.shift() ?? whole)(response)),
  'the bucket of a test',
  0,
);
afterAll(() => server.close());
setEnvironment(server.url);
beforeEach(() => {
  answers = [];
});

async function linesOfObject(): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readLines(await openObject('data', 'list'))) lines.push(line);
  return lines;
}

test('a bucket that is busy is asked again', async () => {
  answers = [refused, refused];
  expect(await readObject('data', 'list')).toEqual(BODY);
  expect(answers).toEqual([]);
});

test('a slow body is waited for', async () => {
  answers = [slow];
  expect(await linesOfObject()).toEqual(LINES);
});

test('a body that is cut at any octet is an error, never a shorter body', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: BODY.length - 1 }), async (octets) => {
      // The connection that is lost before the first octet is the SDK's to repeat.
      answers = Array.from({ length: 3 }, () => cutAt(octets));
      await expect(readObject('data', 'list')).rejects.toThrow(/aborted|hang up|reset/i);
      answers = Array.from({ length: 3 }, () => cutAt(octets));
      const cut = await linesOfObject().catch((error: unknown) => error);
      expect(String(cut)).toMatch(/aborted|hang up|reset/i);
      // By this name the workflows try the step again.
      expect(busyOr(cut)).toMatchObject({ name: 'ServiceBusy' });
    }),
    { numRuns: 20 },
  );
});
