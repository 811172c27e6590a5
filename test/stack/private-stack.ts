import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from '@jest/globals';
import { createTransport, type Transporter } from 'nodemailer';
import { type Api, openApi } from '../../local/demo/api.ts';
import { readSettings } from '../../local/settings.ts';
import { type Stack, startStack } from '../../local/stack.ts';

/** A start loads every handler and its libraries: 2 s alone, more while other tests run. */
export const START_MS = 60_000;

/** A whole product of the test file's own: free ports, a data folder that is thrown away. */
export type PrivateStack = Readonly<{
  stack: Stack;
  folder: string;
  api: Api;
  smtp: Transporter;
  s3: S3Client;
}>;

/** Ports that nobody else has, and a folder. */
export const privateEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  CONVOKE_DATA: folder,
  CONVOKE_HTTP_PORT: '0',
  CONVOKE_SMTP_PORT: '0',
  CONVOKE_MAILBOX_PORT: '0',
  CONVOKE_AWS_PORT: '0',
  CONVOKE_BUILD_DASHBOARD: '0',
});

/**
 * Starts one stack before the tests of the file and stops it behind them.
 *
 * @param env further settings, as `npm start` takes them
 * @returns gives the stack; to be called inside a test
 */
export function usePrivateStack(env: NodeJS.ProcessEnv = {}): () => PrivateStack {
  let running: PrivateStack | undefined;
  let folder: string | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convoke-stack-'));
    const stack = await startStack(readSettings({ ...privateEnvironment(folder), ...env }));
    running = { stack, folder, ...clientsOf(stack) };
  }, START_MS);
  afterAll(async () => {
    running?.smtp.close();
    running?.s3.destroy();
    await running?.stack.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }, START_MS);
  return () => {
    if (running === undefined) throw new Error('the stack runs inside tests only');
    return running;
  };
}

/** Clients of a running stack, as its users have them; the caller closes them. */
export function clientsOf({ endpoints }: Stack): Pick<PrivateStack, 'api' | 'smtp' | 's3'> {
  return {
    api: openApi(endpoints),
    smtp: createTransport({ ...endpoints.smtp, pool: true, maxConnections: 4, ignoreTLS: true }),
    s3: new S3Client({
      endpoint: endpoints.aws.s3,
      region: endpoints.region,
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  };
}

/** Mails in the mailbox: all, or those to one address. */
export async function countMails({ stack }: PrivateStack, to = ''): Promise<number> {
  const { mailbox } = stack.endpoints;
  const answer = await fetch(`${mailbox}/messages/count?to=${encodeURIComponent(to)}`);
  return ((await answer.json()) as { count: number }).count;
}

/** A mail that went out, as the mailbox tells it. */
export type OutMail = Readonly<{ id: string; from: string; to: readonly string[]; raw: string }>;

/** Mails in the mailbox, the oldest first: all, or those to one address. */
export async function listOutMails({ stack }: PrivateStack, to = ''): Promise<OutMail[]> {
  const mails: OutMail[] = [];
  for (;;) {
    const query = new URLSearchParams({ to, limit: '500', after: mails.at(-1)?.id ?? '' });
    const answer = await fetch(`${stack.endpoints.mailbox}/messages?${query}`);
    const page = (await answer.json()) as OutMail[];
    mails.push(...page);
    if (page.length < 500) return mails;
  }
}
