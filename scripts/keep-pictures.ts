import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a document may make its reader load for one picture. */
const MAX_OCTETS = 120_000;

/**
 * Copies pictures that the documents show.
 *
 * @param kept names of pictures that were taken, each with its name in the documents
 * @throws for one that is too large
 */
export function keepPictures(
  folder: string,
  docs: string,
  kept: readonly (readonly [string, string])[],
): void {
  for (const [taken, name] of kept) {
    const file = join(folder, `${taken}.png`);
    const { size } = statSync(file);
    if (size > MAX_OCTETS)
      throw new Error(`${taken}.png has ${size} octets, ${MAX_OCTETS} at most`);
    copyFileSync(file, join(docs, `${name}.png`));
  }
}
