import { Problem } from './problem.ts';

/** The entity tag of something whose every edit has a number. */
export const tagOf = ({ version }: Readonly<{ version: number }>): string => `"${version}"`;

/**
 * Looks whether a request was made for what there is. Without `If-Match`, or with `*`, it is.
 *
 * @param tag of what there is
 * @param ifMatch the field, as it came
 * @throws Problem `version_changed`
 */
export function checkTag(tag: string, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((each) => each.trim() === tag)) return;
  throw new Problem('version_changed', `it is ${tag} by now: read it, then decide again`);
}
