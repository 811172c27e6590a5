import * as z from 'zod';
import { readTurn, replaceTurn } from '../../adapters/event-turn.ts';
import { isAnybodySending } from '../../adapters/range-claims.ts';
import { type Run, readRun, updateRun } from '../../adapters/run-store.ts';
import { decideTurn } from '../../domain/invite/turn.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string(), tries: z.number().int() });

/** A lease is told by the clock of the worker that took it: another one may be this much ahead. */
const CLOCK_SKEW_MS = 2_000;

const MAX_WAIT_SECONDS = 60;

/** Tries to make the event's turn this run's; true when nobody else may be sending for the event. */
async function take({ runId, eventId, ...run }: Run): Promise<boolean> {
  const turn = await readTurn(eventId);
  const holder = turn && (await readRun(turn.runId));
  const decision = decideTurn({ ...run, runId }, holder);
  if (decision === 'wait') return false;
  const before = turn ? [...turn.draining, turn.runId] : [];
  const others = [...new Set(before)].filter((each) => each !== runId);
  const now = Date.now() - CLOCK_SKEW_MS;
  if (decision === 'take' && !(await replaceTurn(eventId, turn, { runId, draining: others }))) {
    return false;
  }
  const sending = await Promise.all(others.map((other) => isAnybodySending(other, now)));
  const draining = others.filter((_, index) => sending[index]);
  if (draining.length > 0) return false;
  return (
    others.length === 0 || replaceTurn(eventId, { runId, draining: others }, { runId, draining })
  );
}

/**
 * Takes the turn of an event for a run. A change takes it from a send at once and waits until the send's workers
 * are done with the guests that they have in hand; a send waits until the turn is free (docs/protocol.md).
 */
export const handler = task(Input, async ({ runId, tries }) => {
  const run = await readRun(runId);
  if (!run) throw new Error('there is no such run');
  const mine = await take(run);
  if (mine && run.state === 'queued') {
    await updateRun(runId, { state: 'sending', startedAt: new Date().toISOString() });
  }
  const waitSeconds = Math.min(MAX_WAIT_SECONDS, 2 ** Math.min(tries, 6));
  return { mine, waitSeconds, frozen: run.total !== undefined };
});
