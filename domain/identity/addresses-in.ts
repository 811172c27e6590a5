import { readAddress } from './address.ts';

/** Every address that stands in a text, in the normal form of `readAddress`; what only looks like one is left out. */
export function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/[^\s,;:<>()[\]"]+@[^\s,;:<>()[\]"]+/g)].flatMap(
    ([found]) => readAddress(found.replace(/\.+$/, '')) ?? [],
  );
}
