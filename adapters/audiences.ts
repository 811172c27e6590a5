import { type AudienceRange, type AudienceRow, rangeCutter } from '../domain/invite/audience.ts';
import { streamObject, writeObject } from './objects.ts';
import { audienceObject, manifestObject } from './run-objects.ts';
import { updateRun } from './run-store.ts';

/** The audience, line by line; each range that is complete goes to `cut`. */
async function* writeAudience(
  guests: AsyncIterable<AudienceRow>,
  cut: (range: AudienceRange) => void,
): AsyncGenerator<string> {
  const cutter = rangeCutter();
  for await (const guest of guests) {
    const text = `${JSON.stringify(guest)}\n`;
    const range = cutter.add(Buffer.byteLength(text));
    if (range) cut(range);
    yield text;
  }
  const last = cutter.end();
  if (last) cut(last);
}

/**
 * Freezes whom a run goes to: from here on nothing that happens to a list or an event changes who is mailed.
 * Memory does not grow with the guests.
 */
export async function freezeAudience(
  runId: string,
  guests: AsyncIterable<AudienceRow>,
): Promise<{ total: number; ranges: number }> {
  const ranges: AudienceRange[] = [];
  await streamObject(
    'data',
    audienceObject(runId),
    writeAudience(guests, (range) => ranges.push(range)),
  );
  const manifest = ranges.map((range) => `${JSON.stringify(range)}\n`).join('');
  await writeObject('data', manifestObject(runId, 1), manifest);
  const total = ranges.reduce((sum, { count }) => sum + count, 0);
  await updateRun(runId, { total, ranges: ranges.length });
  return { total, ranges: ranges.length };
}
