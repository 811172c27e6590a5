import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { World } from './world.ts';

/** Prints a file as it comes. */
export async function printFile(world: World, file: ReadableStream<Uint8Array>): Promise<void> {
  // Standard output stays open: whoever runs the command owns it.
  await pipeline(Readable.fromWeb(file as never), world.stdout, { end: false });
}
