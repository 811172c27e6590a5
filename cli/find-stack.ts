import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { CliError } from './cli-error.ts';

const Endpoints = z.object({
  http: z.url(),
  apiKey: z.string().min(1),
  region: z.string().default('us-east-1'),
  aws: z.object({ states: z.url(), sesv2: z.url() }).partial().default({}),
  smtp: z.object({ host: z.string(), port: z.number() }).optional(),
  mailboxes: z.object({ calendar: z.string(), bulk: z.string(), invites: z.string() }).optional(),
  stateMachines: z.record(z.string(), z.string()).default({}),
});

/** Where a running Convoke is, and the key to it. */
export type Stack = z.output<typeof Endpoints> & Readonly<{ file: string }>;

/** An installation by its address and a key, as where there is no data folder; undefined without both. */
function namedBy({ CONVOKE_URL, CONVOKE_KEY }: NodeJS.ProcessEnv): Stack | undefined {
  if (!CONVOKE_URL || !CONVOKE_KEY) return undefined;
  const named = Endpoints.safeParse({ http: CONVOKE_URL, apiKey: CONVOKE_KEY });
  if (named.success) return { ...named.data, file: 'CONVOKE_URL' };
  const whatNow = 'Set CONVOKE_URL to the address of the installation: https://…';
  throw new CliError('bad_endpoints', 'CONVOKE_URL is no address.', whatNow);
}

/**
 * The stack that `endpoints.json` describes, in the folder given; else the installation of `CONVOKE_URL` and
 * `CONVOKE_KEY`; else what the folder of `CONVOKE_DATA` or `.local` describes.
 *
 * @throws CliError `no_stack` without the file, `bad_endpoints` when it cannot be read
 */
export async function findStack(
  folder: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Stack> {
  const named = folder === undefined ? namedBy(env) : undefined;
  if (named) return named;
  const file = resolve(join(folder ?? env.CONVOKE_DATA ?? '.local', 'endpoints.json'));
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const whatNow =
      'Start the stack with «npm start», or name its data folder with --data or CONVOKE_DATA; for an installation on AWS set CONVOKE_URL and CONVOKE_KEY.';
    throw new CliError('no_stack', `No stack is described in ${file}.`, whatNow, { cause });
  }
  const stack = Endpoints.safeParse(parseJson(text));
  if (stack.success) return { ...stack.data, file };
  const found = z.prettifyError(stack.error).split('\n')[0] ?? '';
  const whatNow = 'Start the stack again: it writes this file anew.';
  throw new CliError('bad_endpoints', `${file} does not describe a stack: ${found}`, whatNow);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
