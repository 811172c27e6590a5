import { composeNote } from '../mime/compose-invitation.ts';
import type { EventRecord } from './event.ts';
import type { Tally } from './run.ts';

/** What a report is made from. */
export type RunFigures = Readonly<{
  event: EventRecord;
  run: Readonly<{ runId: string; total?: number }>;
  tally: Tally;
  /** calendar@ */
  from: string;
  now: Date;
}>;

const SKIPPED: Readonly<Record<string, string>> = {
  already_invited: 'had this invitation already',
  suppressed: 'bounced or complained before',
  unsubscribed: 'unsubscribed',
  event_cancelled: 'the event was cancelled',
};

/** The mail that tells an organizer what became of a run. */
export function runReport({ event, run, tally, from, now }: RunFigures): string {
  const reasons = Object.entries(tally.skippedByReason).map(
    ([reason, count]) => `  ${count} ${SKIPPED[reason] ?? reason}`,
  );
  const lines = [
    `${tally.sent} of ${run.total ?? 0} guests were sent «${event.title}».`,
    '',
    `Sent: ${tally.sent}`,
    `Failed: ${tally.failed}`,
    `Skipped: ${tally.skipped}`,
    ...reasons,
    ...(tally.resent > 0
      ? [`Tried again after SES said nothing of the first try: ${tally.resent}`]
      : []),
    '',
    `Run: ${run.runId}`,
  ];
  return composeNote({
    from: { address: from, name: 'Convoke' },
    to: { address: event.owner },
    subject: `Sent: ${event.title}`,
    date: now.toISOString(),
    marker: run.runId,
    text: `${lines.join('\n')}\n`,
  });
}
