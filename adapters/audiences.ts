import {
  type AudienceRange,
  type AudienceRow,
  RANGE_SIZE,
  rangeCutter,
} from '../domain/invite/audience.ts';
import { FIRST_GUESTS } from '../domain/invite/brake.ts';
import { streamObject, writeObject } from './objects.ts';
import { audienceObject, manifestObject } from './run-objects.ts';
import { freezeRun } from './run-store.ts';

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

const linesOf = (ranges: readonly AudienceRange[]): string =>
  ranges.map((range) => `${JSON.stringify(range)}\n`).join('');

/**
 * Freezes whom a run goes to: from here on nothing that happens to a list or an event changes who is mailed.
 * Memory does not grow with the guests.
 *
 * @param isNew nobody mailed them before: of a big audience the first thousand are a pass of their own
 */
export async function freezeAudience(
  runId: string,
  guests: AsyncIterable<AudienceRow>,
  isNew = false,
): Promise<{ total: number; ranges: number }> {
  const ranges: AudienceRange[] = [];
  await streamObject(
    'data',
    audienceObject(runId),
    writeAudience(guests, (range) => ranges.push(range)),
  );
  const total = ranges.reduce((sum, { count }) => sum + count, 0);
  const pass = isNew && total > FIRST_GUESTS ? 0 : 1;
  await writeObject('data', manifestObject(runId, 1), linesOf(ranges));
  if (pass === 0) {
    const first = ranges.slice(0, FIRST_GUESTS / RANGE_SIZE);
    await writeObject('data', manifestObject(runId, pass), linesOf(first));
  }
  return freezeRun(runId, { total, ranges: ranges.length, pass });
}
