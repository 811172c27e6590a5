import * as z from 'zod/mini';
import { ClaimLost, claimRange } from '../../adapters/range-claims.ts';
import { readRun } from '../../adapters/run-store.ts';
import { LEASE_MS } from '../../domain/invite/audience.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { task } from '../task.ts';
import { reasonToLeave } from './may-begin.ts';
import { workOn } from './work-on.ts';

const Input = z.object({
  runId: z.string(),
  worker: z.string(),
  ratePerSecond: z.number().check(z.positive()),
  range: z.object({
    range: z.int(),
    start: z.int(),
    end: z.int(),
    count: z.int(),
  }),
});

/** Somebody else has the range: what it adds up to is theirs to say. */
const lost = (error: unknown): undefined => {
  if (error instanceof ClaimLost) return undefined;
  throw error;
};

/**
 * Sends one range of a run's audience, by the protocol of docs/protocol.md: claim, fence, send, settle,
 * release. Any range may be handed out again at any time; nobody is mailed twice for it.
 */
export const handler = task(Input, async (input, context) => {
  const { runId, range } = input;
  const none = { range: range.range, ...EMPTY_TALLY };
  // A retry of this very child must not take its predecessor, which may still run, for itself.
  const claim = { runId, range: range.range, worker: `${input.worker}#${context.awsRequestId}` };
  const run = await readRun(runId);
  if (!run) throw new Error('there is no such run');
  const reason = await reasonToLeave(run, claim);
  if (reason) return { ...none, state: reason };
  const claimedAt = Date.now();
  const answer = await claimRange(claim, claimedAt, LEASE_MS);
  if (answer.kind === 'busy') return { ...none, state: 'busy' };
  if (answer.kind === 'done') return { ...none, state: 'done', ...answer.tally };
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  const { left } = answer;
  const leasedUntil = claimedAt + LEASE_MS;
  const work = {
    run,
    range,
    claim,
    left,
    leasedUntil,
    deadline,
    ratePerSecond: input.ratePerSecond,
  };
  const end = await workOn(work).catch(lost);
  return { ...none, ...(end ?? { state: 'lost' }) };
});
