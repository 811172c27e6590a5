import * as z from 'zod/mini';
import type { ErasedGuest } from '../../domain/invite/erase.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { keys } from '../secrets.ts';
import { acts } from './acts.ts';
import { events } from './events.ts';
import { facts } from './facts.ts';
import type { Found, Places } from './found.ts';
import { lists, runs } from './lists.ts';
import { decisions, mails } from './mails.ts';
import { people } from './people.ts';

/**
 * Every place that keeps something of a person, in the order in which they are gone through: rows of events behind
 * objects, since a worker may write a row by what an audience says. Facts come last: an erasure leaves them.
 */
const NAMES = ['lists', 'runs', 'mails', 'decisions', 'people', 'acts', 'events', 'facts'] as const;

/** The name of one of them. */
export type PlaceName = (typeof NAMES)[number];

const PLACES: Readonly<Record<PlaceName, Places>> = {
  ...{ lists, runs, mails, decisions, people, acts, events, facts },
};

/** Those that an erasure goes through. */
export const ERASED_PLACES: readonly PlaceName[] = NAMES.filter((name) => name !== 'facts');

/** Where a walk begins, or goes on. */
export const Step = z.object({ step: z.enum(NAMES), after: z.optional(z.string()) });
/** What {@link Step} reads. */
export type Step = z.output<typeof Step>;

/** What a walk found at one place; `next`: where another one goes on behind it, undefined at the end. */
export type Stop = Readonly<{ step: PlaceName; found: readonly Found[]; next: Step | undefined }>;

/** Somebody of whom nothing is known but the keyed hash of their address. */
export async function guestOf(guestKey: string): Promise<ErasedGuest> {
  const { mac } = await keys();
  return { guestKey, isTheirs: (address) => guestKeyOf(mac, address) === guestKey };
}

/** Goes through what is kept of a person. @param names the places, in their order */
export async function* walk(
  guest: ErasedGuest,
  from: Step,
  names: readonly PlaceName[] = NAMES,
): AsyncGenerator<Stop> {
  for (const [index, step] of names.entries()) {
    if (index < names.indexOf(from.step)) continue;
    const behind = names[index + 1];
    for await (const look of PLACES[step](guest, step === from.step ? from.after : undefined)) {
      const next =
        look.after === undefined ? behind && { step: behind } : { step, after: look.after };
      yield { step, found: look.found, next };
    }
  }
}

/**
 * What is kept of the time of a call for the object that it is at: a list of ten million rows takes 83 s of a processor
 * (measured), twice where it is written anew, on the 0.6 of one that 1,024 MB are.
 */
export const RESERVE_MS = 600_000;
