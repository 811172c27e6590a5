import * as z from 'zod/mini';
import { changeErasure, type Erasure, readErasure } from '../../adapters/erasures.ts';
import {
  ERASED_PLACES,
  guestOf,
  RESERVE_MS,
  Step,
  walk,
} from '../../adapters/guest-places/walk.ts';
import { erasureSeconds } from '../../adapters/waits.ts';
import { task } from '../task.ts';
import { eraseAt } from './erase-at.ts';

/** Where an erasure goes on. `found`: what was found before this pass began. */
const Place = z.extend(Step, { pass: z.int(), found: z.int() });
type Place = z.output<typeof Place>;

const Input = z.object({ erasureId: z.string(), place: Place });

async function erasureOf(erasureId: string): Promise<Erasure> {
  const erasure = await readErasure(erasureId);
  if (!erasure) throw new Error('there is no such erasure');
  return erasure;
}

/**
 * Takes one address out of everything that is kept, pass after pass until one finds nothing, two at least. Between two
 * it waits for whatever was under way, such as a run that had read the guest and writes its audience.
 */
export const handler = task(Input, async ({ erasureId, place }, context) => {
  const guest = await guestOf((await erasureOf(erasureId)).guestKey);
  for await (const stop of walk(guest, place, ERASED_PLACES)) {
    await eraseAt(stop, guest, erasureId);
    if (!stop.next || context.getRemainingTimeInMillis() >= RESERVE_MS) continue;
    const { pass, found } = place;
    return { done: false, place: { pass, found, ...stop.next }, waitSeconds: 0 };
  }
  const { events, lists, runs, mails } = await erasureOf(erasureId);
  const found = events + lists + runs + mails;
  if (place.pass === 1 || found > place.found) {
    const again: Place = { pass: place.pass + 1, step: 'lists', found };
    return { done: false, place: again, waitSeconds: erasureSeconds() };
  }
  await changeErasure(erasureId, { state: 'done', endedAt: new Date().toISOString() });
  return { done: true };
});
