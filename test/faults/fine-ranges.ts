import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { audienceObject } from '../../adapters/run-objects.ts';
import type { Run } from '../../adapters/run-store.ts';
import type { AudienceRange } from '../../domain/invite/audience.ts';
import type { Account } from './simulated-aws.ts';

/**
 * Ranges of 3 or 4 guests in place of 100, which would be one worker's work: what the steps write about ranges is cut
 * anew at the moment at which it is written, so that a step that is repeated finds the same.
 */
function cutOf(account: Account, runId: string): readonly number[] {
  const { cuts, random } = account;
  const known = cuts.get(runId);
  if (known) return known;
  const lines = audienceOf(account, runId);
  const cut: number[] = [];
  for (let left = lines.length; left > 0; left -= cut.at(-1) ?? 0) {
    cut.push(Math.min(left, random.whole(3, 5)));
  }
  cuts.set(runId, cut);
  return cut;
}

/** The audience that was named by now; without a name it is that of a single guest. */
function audienceOf({ table, objects }: Account, runId: string): readonly string[] {
  const runs = table.items().filter(({ pk, sk }) => pk === `RUN#${runId}` && sk === 'META');
  const [run = { runId }] = runs as unknown as readonly Run[];
  const text = objects.get(audienceObject(run));
  return `${text ?? ''}`.split('\n').filter((line) => line !== '');
}

/** The first manifest of a run in fine ranges; any other object as it is. */
export function withFineManifest(opened: Account, key: string, body: Buffer): Buffer {
  const [, runId] = /^runs\/([^/]+)\/manifest-1\.jsonl$/.exec(key) ?? [];
  if (runId === undefined) return body;
  const lines = audienceOf(opened, runId);
  const ranges: AudienceRange[] = [];
  let [from, start] = [0, 0];
  for (const count of cutOf(opened, runId)) {
    const end = start + Buffer.byteLength(`${lines.slice(from, from + count).join('\n')}\n`);
    ranges.push({ range: ranges.length, start, end, count });
    [from, start] = [from + count, end];
  }
  return Buffer.from(ranges.map((range) => `${JSON.stringify(range)}\n`).join(''));
}

/** A write of how many ranges a run has, with the fine ones; any other command as it is. */
export function withFineRanges(opened: Account, command: object): object {
  if (!(command instanceof UpdateItemCommand)) return command;
  const { input } = command;
  const [, runId] = /^RUN#(.+)$/.exec(String(input.Key?.pk?.S)) ?? [];
  const names = Object.entries(input.ExpressionAttributeNames ?? {});
  const place = names.find(([, name]) => name === 'ranges')?.[0];
  if (runId === undefined || place === undefined || input.Key?.sk?.S !== 'META') return command;
  const values = { ...input.ExpressionAttributeValues };
  values[place.replace('#', ':')] = { N: String(cutOf(opened, runId).length) };
  return new UpdateItemCommand({ ...input, ExpressionAttributeValues: values });
}
