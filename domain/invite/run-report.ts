import { composeNote } from '../mime/compose-invitation.ts';
import { STOPS, type StopReason } from './brake.ts';
import type { EventRecord } from './event.ts';
import type { RunKind, Tally } from './run.ts';

/** What a report is made from. */
export type RunFigures = Readonly<{
  event: EventRecord;
  run: Readonly<{
    runId: string;
    kind: RunKind;
    total?: number;
    /** Why it was stopped; absent for a run that came to its end. */
    stopped?: StopReason;
  }>;
  tally: Tally;
  /** calendar@ */
  from: string;
  now: Date;
}>;

const SKIPPED: Readonly<Record<string, string>> = {
  already_invited: 'had this version already',
  answered: 'answered in the meantime',
  suppressed: 'bounced or complained before',
  unsubscribed: 'unsubscribed',
  erased: 'asked to be forgotten',
  event_cancelled: 'the event was cancelled',
  stopped: 'were not reached: the run was stopped',
};

const DEEDS: Readonly<Record<RunKind, Readonly<{ subject: string; sentence: string }>>> = {
  send: { subject: 'Sent', sentence: 'were sent' },
  update: { subject: 'Updated', sentence: 'were sent the change of' },
  cancel: { subject: 'Cancelled', sentence: 'were sent the cancellation of' },
  nudge: { subject: 'Reminded', sentence: 'were asked again to answer' },
  resend: { subject: 'Sent again', sentence: 'were sent again' },
  invite: { subject: 'Invited', sentence: 'were invited to' },
};

/** The mail that tells an organizer what became of a run. */
export function runReport({ event, run, tally, from, now }: RunFigures): string {
  const reasons = Object.entries(tally.skippedByReason).map(
    ([reason, count]) => `  ${count} ${SKIPPED[reason] ?? reason}`,
  );
  const { subject, sentence } = DEEDS[run.kind];
  const why = run.stopped === undefined ? [] : [STOPS[run.stopped], ''];
  const lines = [
    ...why,
    `${tally.sent} of ${run.total ?? 0} guests ${sentence} «${event.title}».`,
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
    subject: `${run.stopped === undefined ? subject : 'Stopped'}: ${event.title}`,
    date: now.toISOString(),
    marker: run.runId,
    text: `${lines.join('\n')}\n`,
  });
}
