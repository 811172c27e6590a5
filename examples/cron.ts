/**
 * Keeps events as a table says: new rows become events, changed rows change them, rows that are gone cancel them. Each
 * guest of a row is invited once. Run it as often as you like; a run that broke off is made good by the next one.
 *
 *   *\/10 * * * *  CONVOKE_URL=https://… CONVOKE_KEY=cv_live_… flock -n events.lock node examples/cron.ts events.csv
 *
 * Columns: id, title, start, end, timeZone, location, guests (addresses with blanks between them).
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import Papa from 'papaparse';
import { askConvoke, convokeOf, Refused } from './ask-convoke.ts';

type Row = Readonly<Record<'id' | 'title' | 'start' | 'end', string>> &
  Readonly<Partial<Record<'timeZone' | 'location' | 'guests', string>>>;

/** What was done for a row. */
type Done = Readonly<{ eventId: string; hash: string; invited: readonly string[] }>;

const convoke = convokeOf(process.env);
const [, , file] = process.argv;
if (file === undefined) throw new Error('name the table: node examples/cron.ts events.csv');
const stateFile = `${file}.state.json`;
const state: Record<string, Done> = existsSync(stateFile)
  ? JSON.parse(readFileSync(stateFile, 'utf8'))
  : {};

/** At no moment is half a file there. */
function save(): void {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** The event of a row, made or changed. */
async function bringEvent(id: string, event: Readonly<Record<string, unknown>>): Promise<Done> {
  const hash = hashOf(event);
  const before = state[id];
  if (before?.hash === hash) return before;
  const once = `cron-${id}-${hash}`;
  if (before === undefined) {
    const made = await askConvoke(convoke, 'POST', '/v1/events', event, once);
    return { eventId: String(made.eventId), hash, invited: [] };
  }
  await askConvoke(convoke, 'PATCH', `/v1/events/${before.eventId}`, event, once);
  return { ...before, hash };
}

async function bring({ id, guests = '', timeZone, location, title, start, end }: Row) {
  const event = { title, start, end, ...(timeZone && { timeZone }), ...(location && { location }) };
  const done = await bringEvent(id, event);
  state[id] = done;
  save();
  const asked = guests.split(/\s+/).filter((address) => !done.invited.includes(address));
  for (const address of asked.filter(Boolean)) {
    const path = `/v1/events/${done.eventId}/invites`;
    await askConvoke(convoke, 'POST', path, { address }, `cron-${id}-${hashOf(address)}`);
    state[id] = { ...done, invited: [...(state[id]?.invited ?? []), address] };
    save();
  }
}

async function drop(id: string, { eventId }: Done): Promise<void> {
  await askConvoke(convoke, 'POST', `/v1/events/${eventId}/cancel`, {}, `cron-${id}-cancel`);
  delete state[id];
  save();
}

/** Does one thing; what Convoke refuses is told, and the other rows go on. */
async function attempt(id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stderr.write(`${id}: ${error.message}\n`);
    process.exitCode = 1;
  }
}

const { data, errors } = Papa.parse<Row>(readFileSync(file, 'utf8').replace(/^\ufeff/, ''), {
  ...{ header: true, skipEmptyLines: true },
});
// A table that was read half would cancel what stands in its other half.
if (errors[0]) throw new Error(`row ${errors[0].row}: ${errors[0].message}`);
if (data.some(({ id, start }) => !id || !start)) throw new Error('a row has no id or no start');
for (const row of data) await attempt(row.id, () => bring(row));
const ids = new Set(data.map(({ id }) => id));
for (const [id, done] of Object.entries(state)) {
  if (!ids.has(id)) await attempt(id, () => drop(id, done));
}
