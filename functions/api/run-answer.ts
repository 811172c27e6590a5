import * as z from 'zod';
import type { Run } from '../../adapters/run-store.ts';
import { EMPTY_TALLY, REFUSALS, type Tally } from '../../domain/invite/run.ts';

const Counts = z.record(z.string(), z.number());

/** A run and its progress. */
export const RunAnswer = z.object({
  runId: z.string(),
  eventId: z.string(),
  kind: z.enum(['send', 'update', 'cancel', 'nudge', 'resend']),
  listId: z.string().optional().describe('absent for a run to those who were invited'),
  state: z.enum(['queued', 'sending', 'settling', 'finished', 'refused', 'needs_attention']),
  total: z.number(),
  sent: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number().describe('handed to SES without an answer, not settled yet'),
  resent: z.number().describe('of `sent`: sent once more after silence'),
  skippedByReason: Counts,
  failedByReason: Counts,
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  reason: z.string().optional().describe('why it was refused, halted or failed'),
  detail: z.string().optional(),
});

/** Why a run does not go on, and what to do; nothing for one that does. */
function whyOf(run: Run): { reason: string; detail: string } | undefined {
  const reason = run.refusal ?? run.halt?.why;
  if (reason) return { reason, detail: REFUSALS[reason] };
  if (run.state !== 'needs_attention') return undefined;
  const detail = `A step failed after its retries. Its execution is ${run.execution?.split(':').at(-1) ?? `send-${run.runId}`}: see why, mend it, then redrive the run. Nobody is mailed twice.`;
  return { reason: 'step_failed', detail };
}

/** A run for people. @param tally what is known of its progress */
export function showRun(
  run: Run,
  tally: Tally = run.tally ?? EMPTY_TALLY,
): z.output<typeof RunAnswer> {
  const why = whyOf(run);
  return {
    runId: run.runId,
    eventId: run.eventId,
    kind: run.kind,
    ...(run.listId && { listId: run.listId }),
    state: run.state,
    total: run.total ?? 0,
    ...tally,
    createdAt: run.createdAt,
    ...(run.startedAt && { startedAt: run.startedAt }),
    ...(run.endedAt && { endedAt: run.endedAt }),
    ...why,
  };
}
