import * as z from 'zod';
import { readEvent } from '../../adapters/event-store.ts';
import { claimRange, releaseRange } from '../../adapters/range-claims.ts';
import { readRun, updateRun } from '../../adapters/run-store.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { task } from '../task.ts';
import { deliverRange, LEASE_MS } from './deliver-range.ts';

const Input = z.object({
  runId: z.string(),
  worker: z.string(),
  ratePerSecond: z.number().positive(),
  range: z.object({
    range: z.number().int(),
    start: z.number().int(),
    end: z.number().int(),
    count: z.number().int(),
  }),
});

/**
 * Sends one range of a run's audience, by the protocol of docs/protocol.md: claim, fence, send, settle,
 * release. Any range may be handed out again at any time; nobody is mailed twice for it.
 */
export const handler = task(Input, async (input, context) => {
  const { runId, range } = input;
  // A retry of this very child must not take its predecessor, which may still run, for itself.
  const claim = { runId, range: range.range, worker: `${input.worker}#${context.awsRequestId}` };
  const run = await readRun(runId);
  const event = run && (await readEvent(run.eventId));
  if (!run || !event) throw new Error('there is no such run');
  if (run.halt) return { range: range.range, state: 'halted', ...EMPTY_TALLY };
  const answer = await claimRange(claim, Date.now(), LEASE_MS);
  if (answer.kind === 'busy') return { range: range.range, state: 'busy', ...EMPTY_TALLY };
  if (answer.kind === 'done') return { range: range.range, state: 'done', ...answer.tally };
  const { tally, open, halt } = await deliverRange({
    run,
    event,
    range,
    claim,
    left: answer.left,
    ratePerSecond: input.ratePerSecond,
    deadline: Date.now() + context.getRemainingTimeInMillis(),
  });
  if (halt) await updateRun(runId, { halt: { why: halt } });
  await releaseRange(claim, tally, open === 0);
  return { range: range.range, state: open === 0 ? 'done' : 'open', ...tally };
});
