import * as z from 'zod/mini';
import { readObject } from '../../adapters/objects.ts';
import { ClaimLost, claimRange } from '../../adapters/range-claims.ts';
import { audienceObject } from '../../adapters/run-objects.ts';
import { readRun } from '../../adapters/run-store.ts';
import { LEASE_MS, readAudience } from '../../domain/invite/audience.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { task } from '../task.ts';
import { reasonToLeave } from './may-begin.ts';
import { pacer } from './pacer.ts';
import { workOn } from './work-on.ts';

const Input = z.object({
  runId: z.string(),
  worker: z.string(),
  ratePerSecond: z.number().check(z.positive()),
  range: z.object({ range: z.int(), start: z.int(), end: z.int(), count: z.int() }),
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
  const { runId, range, ratePerSecond } = input;
  // Its turns run from here: what it takes to begin is made up for, as any time without turns.
  const pace = pacer(ratePerSecond);
  const none = { range: range.range, ...EMPTY_TALLY };
  // A retry of this very child must not take its predecessor, which may still run, for itself.
  const claim = { runId, range: range.range, worker: `${input.worker}#${context.awsRequestId}` };
  const run = await readRun(runId);
  if (!run) throw new Error('there is no such run');
  const reason = await reasonToLeave(run, claim);
  if (reason) return { ...none, state: reason };
  const claimedAt = Date.now();
  const claiming = claimRange(claim, claimedAt, LEASE_MS);
  const reading = readObject('data', audienceObject(run), range);
  // Where it fails the claim is waited for all the same, and holds until its lease runs out.
  reading.catch(() => undefined);
  const answer = await claiming;
  if (answer.kind === 'busy') return { ...none, state: 'busy' };
  if (answer.kind === 'done') return { ...none, state: 'done', ...answer.tally };
  const deadline = Date.now() + context.getRemainingTimeInMillis();
  const rows = readAudience((await reading).toString('utf8'));
  const terms = { leasedUntil: claimedAt + LEASE_MS, deadline, ratePerSecond, pace };
  const work = { run, rows, claim, left: answer.left, ...terms };
  const end = await workOn(work).catch(lost);
  return { ...none, ...(end ?? { state: 'lost' }) };
});
