import * as z from 'zod';
import { readTurn, replaceTurn } from '../../adapters/event-turn.ts';
import { sendQuota } from '../../adapters/outbox.ts';
import { isAnybodySending } from '../../adapters/range-claims.ts';
import { type Run, readRun, updateRun } from '../../adapters/run-store.ts';
import { planPace } from '../../domain/invite/pace.ts';
import { decideTurn } from '../../domain/invite/turn.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

/** A lease is told by the clock of the worker that took it: another one may be this much ahead. */
const CLOCK_SKEW_MS = 2_000;

/** A run that waits for a minute looks every 6 seconds, one that waits for an hour once in a minute. */
const waitSeconds = ({ createdAt, schedule }: Run, now: Date): number => {
  const waited = now.getTime() - Date.parse(schedule?.startsAt ?? createdAt);
  return Math.min(60, Math.max(1, Math.floor(waited / 10_000)));
};

/** Tries to make the event's turn this run's; true when nobody else may be sending for the event. */
async function take({ runId, eventId, ...run }: Run, now: number): Promise<boolean> {
  const turn = await readTurn(eventId);
  const holder = turn && (await readRun(turn.runId));
  const decision = decideTurn({ ...run, runId }, holder);
  if (decision === 'wait') return false;
  const before = turn ? [...turn.draining, turn.runId].filter((each) => each !== runId) : [];
  if (decision === 'take') {
    const draining = [...new Set(before)];
    const isTaken = await replaceTurn(eventId, turn, { runId, draining });
    return isTaken && draining.length === 0;
  }
  // Looked at only now: a worker that had read the old turn has its lease from before it changed hands.
  const sending = before.map((other) => isAnybodySending(other, now - CLOCK_SKEW_MS));
  return !(await Promise.all(sending)).includes(true);
}

/**
 * Takes the turn of an event for a run. A change takes it from a send at once and waits until the send's workers
 * are done with the guests that they have in hand; a send waits until the turn is free (docs/protocol.md). Gives the
 * next pass and its pace: the account's rate may have changed since the last one.
 */
export const handler = task(Input, async ({ runId }) => {
  const [run, { rate }] = await Promise.all([readRun(runId), sendQuota()]);
  if (!run) throw new Error('there is no such run');
  const now = new Date();
  const { total, pass = 1, ranges = 1, state } = run;
  const mine = await take(run, now.getTime());
  if (mine && state === 'queued') {
    await updateRun(runId, { state: 'sending', startedAt: now.toISOString() });
  }
  const where = { mine, frozen: total !== undefined, total: total ?? 0, pass };
  return { ...where, waitSeconds: waitSeconds(run, now), ...planPace(rate, ranges) };
});
