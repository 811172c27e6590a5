import * as z from 'zod/mini';
import { changeErasure, readErasure } from '../../adapters/erasures.ts';
import { keys } from '../../adapters/secrets.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { task } from '../task.ts';
import { type Erasing, STEPS } from './steps.ts';

const StepName = z.enum(['lists', 'runs', 'mails', 'decisions', 'events']);
const Place = z.object({ pass: z.int(), step: StepName, after: z.optional(z.string()) });
const Input = z.object({ erasureId: z.string(), place: Place });

type Place = z.output<typeof Place>;

/** What one object may take, once a call has stopped at nothing for so long: ten million rows take two minutes. */
const RESERVE_MS = 600_000;

/** Passes over everything: what was under way in the first may have copied a line that was not erased yet. */
const PASSES = 2;

const ORDER = StepName.options;

/** The place behind the end of a step; undefined at the end of everything. */
function placeBehind({ pass, step }: Place): Place | undefined {
  const next = ORDER[ORDER.indexOf(step) + 1];
  if (next !== undefined) return { pass, step: next };
  return pass < PASSES ? { pass: pass + 1, step: 'lists' } : undefined;
}

/** Goes as far as the time of this call reaches. */
async function walk(from: Place, erasing: Erasing): Promise<Place | undefined> {
  let place: Place | undefined = from;
  while (place !== undefined && place.pass === from.pass) {
    const after: string | undefined = await STEPS[place.step](erasing, place.after);
    if (after !== undefined) return { ...place, after };
    place = placeBehind(place);
  }
  return place;
}

/**
 * Takes one address out of lists, runs, mails and events, in two passes with the silence between them: by then every
 * mail that was under way is settled.
 */
export const handler = task(Input, async ({ erasureId, place }, context) => {
  const erasure = await readErasure(erasureId);
  if (!erasure) throw new Error('there is no such erasure');
  const { guestKey } = erasure;
  const { mac } = await keys();
  const next = await walk(place, {
    ...{ erasureId, guestKey },
    isTheirs: (address) => guestKeyOf(mac, address) === guestKey,
    isLate: () => context.getRemainingTimeInMillis() < RESERVE_MS,
  });
  if (next)
    return { done: false, place: next, waitSeconds: next.pass > place.pass ? silenceSeconds() : 0 };
  await changeErasure(erasureId, { state: 'done', endedAt: new Date().toISOString() });
  return { done: true };
});
