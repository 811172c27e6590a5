import { readLines } from './lines.ts';
import { openObject, streamObject } from './objects.ts';

/** What becomes of a line: another one, `null` for none, undefined where it stays. */
export type ChangeLine = (line: string) => string | null | undefined;

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
