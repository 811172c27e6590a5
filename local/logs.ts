import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Powertools writes each log line to stdout as one JSON text, as Lambda wants it. */
const LOG_LINE = /^\{"level":"/;

/**
 * Sends the functions' log lines to a file instead of the terminal; everything else stays where it was.
 *
 * @returns ends it and waits until the file is written
 */
export function redirectLogs(file: string): () => Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const log = createWriteStream(file, { flags: 'a' });
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    const original = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = ((chunk: unknown, ...rest: unknown[]): boolean =>
      typeof chunk === 'string' && LOG_LINE.test(chunk)
        ? log.write(chunk)
        : original(chunk, ...rest)) as typeof stream.write;
  }
  return () => {
    streams.forEach((stream, index) => {
      stream.write = originals[index] ?? stream.write;
    });
    return new Promise((done) => log.end(() => done()));
  };
}
