import { type AudienceRange, readAudience } from '../domain/invite/audience.ts';
import { FAILED_HEADING, type FailedGuest, failedLine } from '../domain/invite/failed-csv.ts';
import type { FailReason, Tally } from '../domain/invite/run.ts';
import { EXPORT_PREFIX } from '../manifest.ts';
import { type SentRow, sentKey } from './guest-ledger.ts';
import { readLines } from './lines.ts';
import { downloadUrl, openObject, readObject, streamObject } from './objects.ts';
import { audienceObject, manifestObject } from './run-objects.ts';
import type { Run } from './run-store.ts';
import { getAll, queryPrefix } from './table.ts';
import { BadCursor } from './time-index.ts';

/** Behind which guest of which range to go on. */
type Place = Readonly<{ range: number; index: number }>;

/** Ranges of a run in which somebody failed: only they are read. */
async function rangesWithFailures(runId: string): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for await (const { range, tally } of queryPrefix(`RUN#${runId}`, 'RANGE#')) {
    if (((tally as Tally | undefined)?.failed ?? 0) > 0) found.add(Number(range));
  }
  return found;
}

/** Whoever a run could not send to, in the order of its list, behind a place. */
async function* failedIn(
  { runId, eventId, total, audience }: Run,
  after: Place = { range: 0, index: -1 },
): AsyncGenerator<{ guest: FailedGuest; place: Place }> {
  if (total === undefined) return;
  const wanted = await rangesWithFailures(runId);
  for await (const line of readLines(await openObject('data', manifestObject(runId, 1)))) {
    const part = JSON.parse(line) as AudienceRange;
    if (part.range < after.range || !wanted.has(part.range)) continue;
    const octets = await readObject(
      'data',
      audienceObject({ runId, ...(audience && { audience }) }),
      part,
    );
    const keys = readAudience(octets.toString('utf8')).map(({ guestKey }) => guestKey);
    const rows = await getAll(keys.map((guestKey) => sentKey(eventId, guestKey)));
    const byKey = new Map(rows.map((row) => [row.guestKey, row as unknown as SentRow]));
    for (const [index, guestKey] of keys.entries()) {
      const isBehind = part.range > after.range || index > after.index;
      const row = byKey.get(guestKey);
      // Whoever another run has reached since has not failed any more.
      if (!isBehind || row?.state !== 'failed' || row.runId !== runId) continue;
      yield { guest: toFailed(row), place: { range: part.range, index } };
    }
  }
}

const toFailed = ({ guestKey, address, name, reason, at }: SentRow): FailedGuest => ({
  ...{ guestKey, address, reason: (reason ?? 'rejected') as FailReason },
  ...(name !== undefined && { name }),
  at: new Date(at).toISOString(),
});

/** One page of the guests to whom a run could not send. @throws BadCursor */
export async function listFailed(
  run: Run,
  limit: number,
  cursor?: string,
): Promise<{ items: readonly FailedGuest[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const items: FailedGuest[] = [];
  let last: Place | undefined;
  for await (const { guest, place } of failedIn(run, after)) {
    // Only somebody behind a full page shows that there is another one.
    if (items.length === limit && last) return { items, next: writeCursor(last) };
    items.push(guest);
    last = place;
  }
  return { items };
}

/** Writes all of them as CSV, and gives a URL at which it can be fetched for ten minutes. */
export async function exportFailed(run: Run): Promise<string> {
  const name = `${EXPORT_PREFIX}${crypto.randomUUID()}.csv`;
  await streamObject('data', name, csvLines(run), 'text/csv; charset=utf-8');
  return downloadUrl(name);
}

async function* csvLines(run: Run): AsyncGenerator<string> {
  yield FAILED_HEADING;
  for await (const { guest } of failedIn(run)) yield failedLine(guest);
}

const writeCursor = ({ range, index }: Place): string =>
  Buffer.from(`FAILED ${range} ${index}`).toString('base64url');

function readCursor(cursor: string): Place {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, range, index] = /^FAILED (\d{1,8}) (\d{1,3})$/.exec(text) ?? [];
  if (range === undefined) throw new BadCursor();
  return { range: Number(range), index: Number(index) };
}
