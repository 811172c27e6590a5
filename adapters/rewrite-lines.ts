import { readLines } from './lines.ts';
import { openObject, streamObject } from './objects.ts';

/** What becomes of a line: another one, `null` for none, undefined where it stays. */
export type ChangeLine = (line: string) => string | null | undefined;

/** True where a line of an object of the data bucket would change. */
export async function isAnyChanged(key: string, change: ChangeLine): Promise<boolean> {
  for await (const line of readLines(await openObject('data', key))) {
    if (change(line) !== undefined) return true;
  }
  return false;
}

/** Writes an object of the data bucket anew while it is read: memory does not grow with it. */
export async function rewriteLines(key: string, change: ChangeLine): Promise<void> {
  await streamObject('data', key, changedLines(key, change));
}

async function* changedLines(key: string, change: ChangeLine): AsyncGenerator<string> {
  for await (const line of readLines(await openObject('data', key))) {
    const changed = change(line);
    if (changed !== null) yield `${changed ?? line}\n`;
  }
}
