import { type AudienceRange, type AudienceRow, rangeCutter } from '../domain/invite/audience.ts';
import { FIRST_GUESTS, FIRST_RANGES } from '../domain/invite/brake.ts';
import { readLines } from './lines.ts';
import { openObject, streamObject, writeObject } from './objects.ts';
import { audienceObject, manifestObject } from './run-objects.ts';
import { freezeRun, nameAudience } from './run-store.ts';

/** An audience, line by line; each range that is complete goes to `cut`. */
async function* inRanges(
  lines: AsyncIterable<string>,
  cut: (range: AudienceRange) => void,
): AsyncGenerator<string> {
  const cutter = rangeCutter();
  for await (const line of lines) {
    const text = `${line}\n`;
    const range = cutter.add(Buffer.byteLength(text));
    if (range) cut(range);
    yield text;
  }
  const last = cutter.end();
  if (last) cut(last);
}

async function* linesOf(guests: AsyncIterable<AudienceRow>): AsyncGenerator<string> {
  for await (const guest of guests) yield JSON.stringify(guest);
}

const manifestOf = (ranges: readonly AudienceRange[]): string =>
  ranges.map((range) => `${JSON.stringify(range)}\n`).join('');

/** The ranges of the audience that another attempt wrote. */
async function rangesOf(object: string): Promise<readonly AudienceRange[]> {
  const ranges: AudienceRange[] = [];
  const lines = inRanges(readLines(await openObject('data', object)), (range) => {
    ranges.push(range);
  });
  for await (const _ of lines);
  return ranges;
}

/** Writes the audience into an object of its own, and gives the ranges of the one that counts. */
async function writeAudience(
  runId: string,
  attempt: string,
  guests: AsyncIterable<AudienceRow>,
): Promise<readonly AudienceRange[]> {
  const ranges: AudienceRange[] = [];
  const texts = inRanges(linesOf(guests), (range) => {
    ranges.push(range);
  });
  await streamObject('data', audienceObject({ runId, audience: attempt }), texts);
  const audience = await nameAudience(runId, attempt);
  return audience === attempt ? ranges : rangesOf(audienceObject({ runId, audience }));
}

/**
 * Freezes whom a run goes to: from here on nothing that happens to a list or an event changes who is mailed.
 * Memory does not grow with the guests.
 *
 * A step that was believed dead may go on beside the one that took its place. Each writes an object of its own; the one
 * whose name comes first into the run's row is the audience, and all that is written behind it follows from that object.
 *
 * @param attempt names this call of the function among those for the run
 * @param isNew nobody mailed them before: of a big audience the first thousand are a pass of their own
 */
export async function freezeAudience(
  runId: string,
  attempt: string,
  guests: AsyncIterable<AudienceRow>,
  isNew = false,
): Promise<{ total: number; ranges: number }> {
  const ranges = await writeAudience(runId, attempt, guests);
  const total = ranges.reduce((sum, { count }) => sum + count, 0);
  const pass = isNew && total > FIRST_GUESTS ? 0 : 1;
  await writeObject('data', manifestObject(runId, 1), manifestOf(ranges));
  if (pass === 0) {
    const first = ranges.slice(0, FIRST_RANGES);
    await writeObject('data', manifestObject(runId, pass), manifestOf(first));
  }
  return freezeRun(runId, { total, ranges: ranges.length, pass });
}
