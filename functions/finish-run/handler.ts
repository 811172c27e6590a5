import * as z from 'zod/mini';
import { giveBackTurnOf } from '../../adapters/event-turn.ts';
import { tell } from '../../adapters/out/facts.ts';
import { readRun, sumRanges, updateRun } from '../../adapters/run-store.ts';
import { fallSilent } from '../../adapters/sending-runs.ts';
import { inviteSkipped, noteSkipped } from '../../adapters/skipped-guests.ts';
import { endOf, isClosed, leavesOut, type Tally } from '../../domain/invite/run.ts';
import { runFact } from '../../domain/out/fact.ts';
import { task } from '../task.ts';
import { brakeOrganizer } from './brake-organizer.ts';
import { reportRun, unstopped } from './report-run.ts';

const Input = z.object({ runId: z.string() });

/** The ranges of a run do not add up to its audience. Never to be seen; if it is, nothing is hidden. */
export class RunDoesNotAddUp extends Error {
  override readonly name = 'RunDoesNotAddUp';
  constructor({ sent, failed, skipped, unknown }: Tally, total: number) {
    super(`${sent} sent + ${failed} failed + ${skipped} skipped + ${unknown} unknown of ${total}`);
  }
}

/** Closes a run whose guests are all accounted for, and mails its figures to the organizer, once. */
export const handler = task(Input, async ({ runId }) => {
  const [run, counted] = await Promise.all([readRun(runId), sumRanges(runId, true)]);
  if (!run) throw new Error('there is no such run');
  const { state, tally } = endOf(run, counted.tally);
  if (!isClosed(tally, run.total ?? 0)) throw new RunDoesNotAddUp(tally, run.total ?? 0);
  const endedAt = run.endedAt ?? new Date().toISOString();
  // Before it has ended: of an execution that somebody stops behind that nobody would know that it has more to do.
  if (leavesOut(run, tally)) {
    await noteSkipped(run);
    // The cancellation may be taken back by now.
    await inviteSkipped(run.eventId);
  }
  await brakeOrganizer(run, endedAt);
  await updateRun(runId, { state, tally, endedAt, looksAgainAt: null });
  await tell([runFact(run, state, tally, endedAt)]);
  await giveBackTurnOf(run.eventId, runId);
  await fallSilent(runId);
  const isTold = !['resend', 'invite'].includes(run.kind) && run.testOf === undefined;
  if (isTold) await reportRun(state === 'stopped' ? run : unstopped(run), tally);
  const { sent, failed, skipped, resent } = tally;
  return { runId, total: run.total ?? 0, sent, failed, skipped, resent };
});
