import { behindFence, type FencedGuest, fencedGuests } from '../../adapters/fenced-guests.ts';
import { settleUnlessChanged } from '../../adapters/guest-ledger.ts';
import { readLines } from '../../adapters/lines.ts';
import { openObject, readObject } from '../../adapters/objects.ts';
import { type LeftFence, lowerFence } from '../../adapters/range-claims.ts';
import { audienceObject, manifestObject } from '../../adapters/run-objects.ts';
import { type Run, readRun } from '../../adapters/run-store.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { type AudienceRange, readAudience } from '../../domain/invite/audience.ts';

/**
 * Writes down whom dead workers of a run may have mailed, before another run goes on in its place: only that run reads
 * its fences, and the other would think of these guests that they hold what they held before.
 *
 * @param heir the run that has the turn now
 * @returns false when it has not any more
 */
export async function adoptFences(
  { eventId, runId: heir }: Pick<Run, 'eventId' | 'runId'>,
  runId: string,
  fences: readonly LeftFence[],
): Promise<boolean> {
  if (fences.length === 0) return true;
  const run = await readRun(runId);
  if (!run) return true;
  const ranges = await rangesOf(run, new Set(fences.map(({ range }) => range)));
  for (const { range, fence } of fences) {
    const where = ranges.get(range);
    if (!where) continue;
    const octets = await readObject('data', audienceObject(run), where);
    const guests = behindFence(readAudience(octets.toString('utf8')), fence);
    const guestKeys = guests.map(({ guestKey }) => guestKey);
    const view = await readSendView(eventId, guestKeys, false);
    if (view.turn?.runId !== heir) return false;
    await keep(eventId, await fencedGuests(run, fence, guests, view));
    await lowerFence(run.runId, range, fence);
  }
  return true;
}

async function keep(eventId: string, fenced: readonly FencedGuest[]): Promise<void> {
  await Promise.all(fenced.map(({ row, last }) => settleUnlessChanged(eventId, row, last)));
}

async function rangesOf(
  { runId }: Run,
  wanted: ReadonlySet<number>,
): Promise<ReadonlyMap<number, AudienceRange>> {
  const ranges = new Map<number, AudienceRange>();
  for await (const line of readLines(await openObject('data', manifestObject(runId, 1)))) {
    const range = JSON.parse(line) as AudienceRange;
    if (wanted.has(range.range)) ranges.set(range.range, range);
  }
  return ranges;
}
