import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import type { Endpoints } from '../../local/endpoints.ts';
import { privateEnvironment } from './private-stack.ts';

const CLI = join(import.meta.dirname, '..', '..', 'local', 'cli.ts');

/** A test that fails in the middle leaves its processes behind, and Jest waits for them. */
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** How a process ended, and what it said. */
export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null; said: string }>;

/** `npm start` as a process of its own. */
export type ChildStack = Readonly<{
  endpoints: Endpoints;
  /** What it printed so far, both streams. */
  said(): string;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}>;

/** Starts `npm start` over `folder` and waits until it may be used. */
export async function startChild(folder: string, env: NodeJS.ProcessEnv): Promise<ChildStack> {
  const { child, said, ended } = run(folder, env);
  const endpoints = await Promise.race([
    until('the start', 60, async () => readEndpoints(folder, child.pid)),
    ended.then(({ said: words }) => {
      throw new Error(`the stack ended before it ran: ${words}`);
    }),
  ]);
  const end = (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return { endpoints, said, end };
}

/** Starts `npm start` where it cannot start, and gives what it said. */
export function failToStart(folder: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return run(folder, env).ended;
}

function run(
  folder: string,
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; said(): string; ended: Promise<Ended> } {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI], {
    env: { PATH, NODE_COMPILE_CACHE, ...privateEnvironment(folder), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      words += chunk.toString('utf8');
    });
  }
  running.add(child);
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal, said: words };
  });
  return { child, said: () => words, ended };
}

/** A killed process leaves its file behind: only that of this very process counts. */
function readEndpoints(folder: string, pid: number | undefined): Endpoints | undefined {
  const file = join(folder, 'endpoints.json');
  if (!existsSync(file)) return undefined;
  const endpoints = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  return endpoints.pid === pid ? endpoints : undefined;
}
