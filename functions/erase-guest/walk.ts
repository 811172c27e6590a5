import * as z from 'zod/mini';
import { type Erasing, STEPS } from './steps.ts';

const StepName = z.enum(['lists', 'runs', 'mails', 'decisions', 'people', 'events']);
/** Where an erasure goes on. `found`: what was found before this pass began. */
export const Place = z.object({
  pass: z.int(),
  step: StepName,
  found: z.int(),
  after: z.optional(z.string()),
});
/** What {@link Place} reads. */
export type Place = z.output<typeof Place>;

/**
 * What is kept for the object that a call is at: a list of ten million rows takes 83 s of a processor (measured), twice
 * where it is written anew, on the 0.6 of one that 1,024 MB are.
 */
export const RESERVE_MS = 600_000;

/** Goes as far in one pass as the time of this call reaches; undefined at its end. */
export async function walk(from: Place, erasing: Erasing): Promise<Place | undefined> {
  let { after } = from;
  for (const step of StepName.options.slice(StepName.options.indexOf(from.step))) {
    const place = await STEPS[step](erasing, after);
    if (place !== undefined) return { ...from, step, after: place };
    after = undefined;
  }
  return undefined;
}
