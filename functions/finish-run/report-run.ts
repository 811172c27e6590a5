import { readEvent } from '../../adapters/event-store.ts';
import { calendarMailbox, ownMailboxes } from '../../adapters/mailboxes.ts';
import { takeTurn } from '../../adapters/once.ts';
import { handOver } from '../../adapters/outbox.ts';
import type { Run } from '../../adapters/run-store.ts';
import type { Tally } from '../../domain/invite/run.ts';
import { runReport } from '../../domain/invite/run-report.ts';

/** Mails the figures of a run to its organizer, once. */
export async function reportRun(run: Run, tally: Tally): Promise<void> {
  const event = await readEvent(run.eventId);
  if (!event || ownMailboxes().includes(event.owner)) return;
  const now = new Date();
  if (!(await takeTurn(`report#${run.runId}`, now.getTime()))) return;
  const raw = runReport({ event, run, tally, from: calendarMailbox(), now });
  const tags = { kind: 'report' };
  await handOver({
    raw: [raw],
    from: calendarMailbox(),
    to: event.owner,
    tags,
  });
}

/** A wish that came when everybody was reached has stopped nothing. */
export const unstopped = ({ stopped: _, ...run }: Run): Run => run;
