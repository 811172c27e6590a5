import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** The lines of a body, without their ends, as they arrive; empty ones are left out. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const line of createInterface({ input: Readable.from(body), crlfDelay: Infinity })) {
    if (line !== '') yield line;
  }
}
