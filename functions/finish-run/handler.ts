import * as z from 'zod/mini';
import { readEvent } from '../../adapters/event-store.ts';
import { giveBackTurnOf } from '../../adapters/event-turn.ts';
import { calendarMailbox, ownMailboxes } from '../../adapters/mailboxes.ts';
import { takeTurn } from '../../adapters/once.ts';
import { tell } from '../../adapters/out/facts.ts';
import { handOver } from '../../adapters/outbox.ts';
import { type Run, readRun, sumRanges, updateRun } from '../../adapters/run-store.ts';
import { fallSilent } from '../../adapters/sending-runs.ts';
import { endOf, isClosed, type Tally } from '../../domain/invite/run.ts';
import { runReport } from '../../domain/invite/run-report.ts';
import { runFact } from '../../domain/out/fact.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

/** The ranges of a run do not add up to its audience. Never to be seen; if it is, nothing is hidden. */
export class RunDoesNotAddUp extends Error {
  override readonly name = 'RunDoesNotAddUp';
  constructor({ sent, failed, skipped, unknown }: Tally, total: number) {
    super(`${sent} sent + ${failed} failed + ${skipped} skipped + ${unknown} unknown of ${total}`);
  }
}

async function report(run: Run, tally: Tally): Promise<void> {
  const event = await readEvent(run.eventId);
  if (!event || ownMailboxes().includes(event.owner)) return;
  const now = new Date();
  if (!(await takeTurn(`report#${run.runId}`, now.getTime()))) return;
  const raw = runReport({ event, run, tally, from: calendarMailbox(), now });
  const tags = { kind: 'report' };
  await handOver({
    raw: Buffer.from(raw, 'ascii'),
    from: calendarMailbox(),
    to: event.owner,
    tags,
  });
}

/** A wish that came when everybody was reached has stopped nothing. */
const unstopped = ({ stopped: _, ...run }: Run): Run => run;

/** Closes a run whose guests are all accounted for, and mails its figures to the organizer, once. */
export const handler = task(Input, async ({ runId }) => {
  const [run, counted] = await Promise.all([readRun(runId), sumRanges(runId, true)]);
  if (!run) throw new Error('there is no such run');
  const { state, tally } = endOf(run, counted.tally);
  if (!isClosed(tally, run.total ?? 0)) throw new RunDoesNotAddUp(tally, run.total ?? 0);
  const endedAt = run.endedAt ?? new Date().toISOString();
  await updateRun(runId, { state, tally, endedAt, looksAgainAt: null });
  await tell([runFact(run, state, tally, endedAt)]);
  await giveBackTurnOf(run.eventId, runId);
  await fallSilent(runId);
  const isTold = !['resend', 'invite'].includes(run.kind) && run.testOf === undefined;
  if (isTold) await report(state === 'stopped' ? run : unstopped(run), tally);
  const { sent, failed, skipped, resent } = tally;
  return { runId, total: run.total ?? 0, sent, failed, skipped, resent };
});
