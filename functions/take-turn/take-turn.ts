import { readTurn, replaceTurn } from '../../adapters/event-turn.ts';
import { handsOf } from '../../adapters/guests-in-hand.ts';
import { inHandOf } from '../../adapters/range-claims.ts';
import { type Run, readRun } from '../../adapters/run-store.ts';
import { isAnyInHand } from '../../domain/invite/in-hand.ts';
import { isUrgent } from '../../domain/invite/run.ts';
import { decideTurn } from '../../domain/invite/turn.ts';
import { adoptFences } from './adopt-fences.ts';

/** A lease is told by the clock of the worker that took it: another one may be this much ahead. */
const CLOCK_SKEW_MS = 2_000;

/**
 * Tries to make the event's turn this run's; true when nobody else may be sending for the event. A change takes it
 * from a send at once and waits until the send's workers are done with the guests that they have in hand; a send
 * waits until the turn is free.
 */
export async function takeTurn({ runId, eventId, ...run }: Run, now: number): Promise<boolean> {
  const turn = await readTurn(eventId);
  const holder = turn && (await readRun(turn.runId));
  const decision = decideTurn({ ...run, runId }, holder);
  if (decision === 'wait') return false;
  const before = turn ? [...turn.draining, turn.runId].filter((each) => each !== runId) : [];
  if (decision === 'take') {
    const draining = [...new Set(before)];
    const isTaken = await replaceTurn(eventId, turn, { runId, draining, takenAt: now });
    return isTaken && draining.length === 0 && !(await areSinglesOut(eventId, run, now, now));
  }
  // Looked at only now: a worker that had read the old turn has its lease from before it changed hands.
  const others = await Promise.all(before.map((other) => inHandOf(other, now - CLOCK_SKEW_MS)));
  if (others.some(({ isSending }) => isSending)) return false;
  for (const [place, other] of before.entries()) {
    const isOurs = await adoptFences({ eventId, runId }, other, others[place]?.fences ?? []);
    if (!isOurs) return false;
  }
  return !(await areSinglesOut(eventId, run, turn?.takenAt ?? now, now));
}

/**
 * True while a single invitation of before the turn was taken may still be sent: a change must know its guest. Those
 * that came later have read the newest version; a send leaves their guests alone.
 */
async function areSinglesOut(
  eventId: string,
  { kind }: Pick<Run, 'kind'>,
  takenAt: number,
  now: number,
): Promise<boolean> {
  if (!isUrgent(kind)) return false;
  return isAnyInHand(await handsOf(eventId), takenAt + CLOCK_SKEW_MS, now - CLOCK_SKEW_MS);
}
