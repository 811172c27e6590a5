import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, openApi } from '../local/demo/api.ts';
import { readSettings } from '../local/settings.ts';
import { type Stack, startStack } from '../local/stack.ts';

/** What a part that measures the whole embedded stack works with. */
export type Bench = Readonly<{
  stack: Stack;
  api: Api;
  /** Makes an event two weeks from now. @returns its id */
  makeEvent(): Promise<string>;
}>;

/** Starts a stack on free ports over a folder that is thrown away, and prints what `measure` reports of it. */
export async function onStack(measure: (bench: Bench) => Promise<object>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'convoke-bench-'));
  const ports = ['HTTP', 'SMTP', 'MAILBOX', 'AWS'].map((port) => [`CONVOKE_${port}_PORT`, '0']);
  const stack = await startStack(
    readSettings({ CONVOKE_DATA: folder, ...Object.fromEntries(ports) }),
  );
  try {
    await stack.load();
    const api = openApi(stack.endpoints);
    const makeEvent = async (): Promise<string> => {
      const start = new Date(Date.now() + 14 * 86_400_000).toISOString();
      const end = new Date(Date.parse(start) + 3_600_000).toISOString();
      const event = { title: 'Demo day', start, end };
      return (await api.post<{ eventId: string }>('/v1/events', event)).eventId;
    };
    process.stdout.write(`${JSON.stringify(await measure({ stack, api, makeEvent }))}\n`);
  } finally {
    await stack.close();
    await rm(folder, { recursive: true, force: true });
  }
}
