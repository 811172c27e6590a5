import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything of a running stack is: `endpoints.json` in the data folder. */
export type Endpoints = Readonly<{
  smtp: Readonly<{ host: string; port: number }>;
  http: string;
  mailbox: string;
  aws: Readonly<Record<'dynamodb' | 's3' | 'sesv2' | 'states' | 'scheduler', string>>;
  region: string;
  stateMachines: Readonly<Record<string, string>>;
  mailboxes: Readonly<Record<'calendar' | 'bulk' | 'invites', string>>;
  /** A domain owner's key. */
  apiKey: string;
  pid: number;
}>;

const fileIn = (folder: string): string => join(folder, 'endpoints.json');

/** Writes the file, whole or not at all: whoever sees it may use it. It holds a key: owner only. */
export function writeEndpoints(folder: string, endpoints: Endpoints): void {
  const draft = `${fileIn(folder)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(folder));
}

/** Removes the file: the stack is going down. */
export function removeEndpoints(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}
