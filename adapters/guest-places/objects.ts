import { isUtf8 } from 'node:buffer';
import { MissingObject, readObject } from '../objects.ts';
import type { Found, Look } from './found.ts';

/** Looks at objects one after the other. One that went since it was listed, by its age or an erasure, is passed by. */
export async function* throughKeys(
  keys: AsyncIterable<string>,
  find: (key: string) => Promise<readonly Found[]>,
): AsyncGenerator<Look> {
  for await (const key of keys) {
    yield { found: await unlessMissing(() => find(key), []), after: key };
  }
}

/** What there is to do with an object, or `other` where it is gone. */
export async function unlessMissing<T>(work: () => Promise<T>, other: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissingObject) return other;
    throw error;
  }
}

/** The id in `lists/<id>/…`. */
export const idOf = (key: string): string => key.split('/')[1] ?? '';

/** A mail as it came, for JSON. */
export async function showMail(key: string): Promise<Readonly<Record<string, string>>> {
  const octets = await readObject('mail', key);
  return isUtf8(octets) ? { raw: octets.toString('utf8') } : { base64: octets.toString('base64') };
}
