import * as z from 'zod/mini';
import { changeExport, joinParts, readExport, writePart } from '../../adapters/guest-exports.ts';
import {
  guestOf,
  RESERVE_MS,
  Step,
  type Step as StepValue,
  walk,
} from '../../adapters/guest-places/walk.ts';
import { MissingObject } from '../../adapters/objects.ts';
import { task } from '../task.ts';

/** Where an export goes on; `part`: the calls before this one. */
const Place = z.extend(Step, { part: z.int() });

const Input = z.object({ exportId: z.string(), place: Place });

/** What one thing is to its reader; undefined where it went since it was found. */
async function shown(show: () => Promise<unknown>): Promise<unknown> {
  try {
    return await show();
  } catch (error) {
    if (error instanceof MissingObject) return undefined;
    throw error;
  }
}

/** The two separators are no line ends in JSON, and are some to whoever reads lines. */
const lineOf = (value: unknown): string =>
  `${JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;

/** Writes down everything that is kept of one person, as far as one call reaches; the last one makes a document of it. */
export const handler = task(Input, async ({ exportId, place }, context) => {
  const known = await readExport(exportId);
  if (!known) throw new Error('there is no such export');
  const guest = await guestOf(known.guestKey);
  let next: StepValue | undefined;
  async function* lines(): AsyncGenerator<string> {
    for await (const stop of walk(guest, place)) {
      for (const { kind, show } of stop.found) {
        const what = await shown(show);
        if (what !== undefined) yield lineOf({ kind, ...what });
      }
      next = stop.next;
      if (next && context.getRemainingTimeInMillis() < RESERVE_MS) return;
    }
    next = undefined;
  }
  await writePart(exportId, place.part, lines());
  if (next) return { done: false, place: { part: place.part + 1, ...next } };
  const found = await joinParts(known, place.part + 1);
  await changeExport(exportId, { state: 'done', endedAt: new Date().toISOString(), found });
  return { done: true, found };
});
