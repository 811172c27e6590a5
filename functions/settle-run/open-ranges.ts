import { readLines } from '../../adapters/lines.ts';
import { openObject } from '../../adapters/objects.ts';
import { manifestObject } from '../../adapters/run-objects.ts';
import type { RangeSummary, Run } from '../../adapters/run-store.ts';
import type { AudienceRange } from '../../domain/invite/audience.ts';

/** The ranges that need another pass; of a run that was stopped only those that were begun. */
export async function openRanges(
  { runId, ranges, wish }: Run,
  { done, begun }: RangeSummary,
): Promise<readonly AudienceRange[]> {
  if (done.size === ranges) return [];
  const open: AudienceRange[] = [];
  for await (const line of readLines(await openObject('data', manifestObject(runId, 1)))) {
    const range = JSON.parse(line) as AudienceRange;
    if (wish === 'stop' ? begun.has(range.range) : !done.has(range.range)) open.push(range);
  }
  return open;
}
