import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule } from './bus/bus.ts';
import type { QueueTarget } from './bus/target.ts';

/** What is put on the embedded bus by the product itself goes to a file. */
export const PUBLISHED_RULE: Rule = {
  name: 'published',
  target: 'published',
  pattern: { source: ['convoke'] },
};

/** Writes each event that was put on the bus as a line of `events.jsonl`, where people and tests see it. */
export const publishedTarget = (folder: string): QueueTarget => ({
  kind: 'queue',
  batchSize: 100,
  maxBatchingWindowMs: 0,
  concurrency: 1,
  async deliver({ Records }) {
    await appendFile(join(folder, 'events.jsonl'), Records.map(({ body }) => `${body}\n`).join(''));
    return { batchItemFailures: [] };
  },
});
