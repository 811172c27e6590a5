import { afterAll, beforeEach } from '@jest/globals';

/** Powertools writes each log line as one JSON text that begins with its level. */
const LOG_LINE = /^\{"level":"/;

/** Keeps the log lines of functions off the terminal; what the running test has logged is in the answer. */
export function captureLogs(): readonly string[] {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    const original = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = ((chunk: unknown, ...rest: unknown[]): boolean => {
      if (typeof chunk !== 'string' || !LOG_LINE.test(chunk)) return original(chunk, ...rest);
      lines.push(chunk);
      return true;
    }) as typeof stream.write;
  }
  beforeEach(() => {
    lines.length = 0;
  });
  afterAll(() => {
    streams.forEach((stream, index) => {
      stream.write = originals[index] ?? stream.write;
    });
  });
  return lines;
}
