import * as z from 'zod/mini';
import { changeErasure, type Erasure, readErasure } from '../../adapters/erasures.ts';
import { keys } from '../../adapters/secrets.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { task } from '../task.ts';
import { Place, RESERVE_MS, walk } from './walk.ts';

const Input = z.object({ erasureId: z.string(), place: Place });

async function erasureOf(erasureId: string): Promise<Erasure> {
  const erasure = await readErasure(erasureId);
  if (!erasure) throw new Error('there is no such erasure');
  return erasure;
}

/**
 * Takes one address out of lists, runs, mails, sign-ins, keys and events, pass after pass until one finds nothing, two at least. The
 * silence lies between two: by then every mail that was under way is settled, and whoever wrote an object anew at the
 * same time, from what it was before, is done.
 */
export const handler = task(Input, async ({ erasureId, place }, context) => {
  const { guestKey } = await erasureOf(erasureId);
  const { mac } = await keys();
  const next = await walk(place, {
    ...{ erasureId, guestKey },
    isTheirs: (address) => guestKeyOf(mac, address) === guestKey,
    isLate: () => context.getRemainingTimeInMillis() < RESERVE_MS,
  });
  if (next) return { done: false, place: next, waitSeconds: 0 };
  const { events, lists, runs, mails } = await erasureOf(erasureId);
  const found = events + lists + runs + mails;
  if (place.pass === 1 || found > place.found) {
    const again: Place = { pass: place.pass + 1, step: 'lists', found };
    return { done: false, place: again, waitSeconds: silenceSeconds() };
  }
  await changeErasure(erasureId, { state: 'done', endedAt: new Date().toISOString() });
  return { done: true };
});
