import * as z from 'zod/mini';
import { readAsk } from '../../adapters/asks.ts';
import { readTurn } from '../../adapters/event-turn.ts';
import { takeInHand } from '../../adapters/guests-in-hand.ts';
import { isAnybodySending } from '../../adapters/range-claims.ts';
import { createRunOfOne } from '../../adapters/run-of-one.ts';
import { task } from '../task.ts';

const Input = z.object({ askId: z.string(), eventId: z.string(), guestKey: z.string() });

/** A lease is told by the clock of the worker that took it: another one may be this much ahead. */
const CLOCK_SKEW_MS = 2_000;

/** Mails a second that one invitation may be sent at: it is one mail, and others make no room for it. */
const RATE = 1;

/**
 * True when a worker of a run of the event may have read that nobody has this guest in hand, and be about to mail them.
 * One that begins later reads that somebody has.
 */
async function isAnyWorkerOut(eventId: string, now: number): Promise<boolean> {
  const turn = await readTurn(eventId);
  const runs = turn ? [turn.runId, ...turn.draining] : [];
  const sending = runs.map((runId) => isAnybodySending(runId, now - CLOCK_SKEW_MS));
  return (await Promise.all(sending)).includes(true);
}

/**
 * Takes a guest in hand and makes the run of one that sends their invitation. `mine: false`: somebody else does so at
 * this moment. `free: false`: the run must wait for the turn of its event.
 */
export const handler = task(Input, async ({ askId, eventId, guestKey }) => {
  const ask = await readAsk(eventId, guestKey);
  if (!ask) throw new Error('there is no such ask');
  const now = Date.now();
  if (!(await takeInHand(eventId, guestKey, askId, now))) {
    return { mine: false, free: false, state: 'already_invited' };
  }
  const { address, name, origin } = ask;
  const guest = { guestKey, address, origin, ...(name !== undefined && { name }) };
  const [isOut, range] = await Promise.all([
    isAnyWorkerOut(eventId, now),
    createRunOfOne(askId, eventId, guest, new Date(now)),
  ]);
  return { mine: true, free: !isOut, state: 'queued', range, ratePerSecond: RATE };
});
