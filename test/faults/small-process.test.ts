import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { setEnvironment } from '../functions/world.ts';

setEnvironment();

const OCTETS = 38 * 1024 * 1024;

// A process, since nothing else runs out of memory: a second of CPU, nearly all of it for loading the functions.
test('a process of 64 MB drops a mail of 38 MB unread, with its reason, and reads the next one', async () => {
  const program = join(import.meta.dirname, 'small-process.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-old-space-size=64', program, 'calendar', `${OCTETS}`],
    { env: { ...process.env, ORGANIZERS: '*' } },
  );
  expect(stdout.match(/^became .*$/gm)).toEqual([
    'became large: DROP too_large, 1 looks',
    'became small: ACCEPT accepted, 2 looks',
  ]);
}, 30_000);
