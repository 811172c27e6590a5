import * as z from 'zod';
import { readEvent } from '../../adapters/event-store.ts';
import { readLines } from '../../adapters/lines.ts';
import { acceptedRows } from '../../adapters/list-store.ts';
import { openObject, streamObject, writeObject } from '../../adapters/objects.ts';
import { audienceObject, manifestObject } from '../../adapters/run-objects.ts';
import { readRun, updateRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { type AudienceRange, type AudienceRow, rangeCutter } from '../../domain/invite/audience.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

type ListedGuest = Omit<AudienceRow, 'guestKey'>;

/** The audience, line by line; each range that is complete goes to `cut`. */
async function* writeAudience(
  lines: AsyncIterable<string>,
  mac: Mac,
  cut: (range: AudienceRange) => void,
): AsyncGenerator<string> {
  const cutter = rangeCutter();
  for await (const line of lines) {
    const guest = JSON.parse(line) as ListedGuest;
    const row: AudienceRow = { guestKey: guestKeyOf(mac, guest.address), ...guest };
    const text = `${JSON.stringify(row)}\n`;
    const range = cutter.add(Buffer.byteLength(text));
    if (range) cut(range);
    yield text;
  }
  const last = cutter.end();
  if (last) cut(last);
}

/** Copies the list into the run, so that nothing that happens to the list changes who is mailed. */
export const handler = task(Input, async ({ runId }) => {
  const run = await readRun(runId);
  const event = run && (await readEvent(run.eventId));
  if (!event) throw new Error('there is no such run');
  const ranges: AudienceRange[] = [];
  const { mac } = await keys();
  const lines = readLines(await openObject('data', acceptedRows(run.listId)));
  const audience = writeAudience(lines, mac, (range) => ranges.push(range));
  await streamObject('data', audienceObject(runId), audience);
  const manifest = ranges.map((range) => `${JSON.stringify(range)}\n`).join('');
  await writeObject('data', manifestObject(runId, 1), manifest);
  const total = ranges.reduce((sum, { count }) => sum + count, 0);
  const { sequence, version } = event;
  await updateRun(runId, { total, ranges: ranges.length, sequence, version });
  return { total, ranges: ranges.length };
});
