import * as z from 'zod/mini';
import { countAll } from '../../adapters/counters.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { readList } from '../../adapters/list-store.ts';
import { newOrganizerUses } from '../../adapters/new-organizers.ts';
import { takeTurn } from '../../adapters/once.ts';
import { readRun, updateRun } from '../../adapters/run-store.ts';
import { beginRun } from '../../adapters/schedules.ts';
import { sendQuota } from '../../adapters/send-quota.ts';
import { noteSkipped } from '../../adapters/skipped-guests.ts';
import { type Refusal, refusalOf } from '../../domain/invite/run.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string(), execution: z.string() });

/** Counts the guests of a list against what a new organizer may send. A step that is repeated has counted them before. */
async function refuseNew(
  runId: string,
  owner: string,
  guests: number,
): Promise<Refusal | undefined> {
  const now = Date.now();
  const uses = guests === 0 ? [] : await newOrganizerUses(owner, guests, now);
  if (uses.length === 0 || !(await takeTurn(`new#${runId}`, now))) return undefined;
  return (await countAll(uses, now)) ? 'organizer_new' : undefined;
}

/** Decides whether a run may start. One that is not this execution's, not yet or not any more, is `left` alone. */
export const handler = task(Input, async ({ runId, execution }) => {
  const run = await readRun(runId);
  if (!run) throw new Error('there is no such run');
  const { listId } = run;
  const hasList = listId !== undefined;
  const [begun, event, list, quota] = await Promise.all([
    beginRun(run, execution, new Date()),
    readEvent(run.eventId),
    listId === undefined ? undefined : readList(listId),
    sendQuota(),
  ]);
  if (!begun) return { allowed: false, left: true, hasList };
  const now = new Date().toISOString();
  const refusal =
    refusalOf({ event, quota, now, ...(hasList && { list: list ?? null }) }) ??
    (await refuseNew(runId, event?.owner ?? '', list?.preview?.accepted ?? 0));
  if (refusal === 'event_cancelled' && run.isAgain) {
    // It repeats a send that came while the event was cancelled, and so does the next one, unless that is taken back by now.
    await noteSkipped(run);
    if ((await readEvent(run.eventId))?.status === 'confirmed') return { allowed: true, hasList };
  }
  if (refusal) {
    await updateRun(runId, { state: 'refused', refusal, startedAt: now, endedAt: now });
    return { allowed: false, refusal, hasList };
  }
  return { allowed: true, hasList };
});
