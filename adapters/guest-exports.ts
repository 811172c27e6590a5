import { EXPORT_PREFIX } from '../manifest.ts';
import { failRunning } from './change-where.ts';
import { readLines } from './lines.ts';
import { deleteObject, downloadUrl, listKeys, openObject, streamObject } from './objects.ts';
import { noteOwned } from './owned.ts';
import { getOne, put, updateItem } from './table.ts';

/** Somebody asked what is kept of an address. Whose it is says their key; no address. Instants are ISO. */
export type GuestExport = Readonly<{
  exportId: string;
  guestKey: string;
  state: 'running' | 'done' | 'failed';
  createdAt: string;
  /** From then on nobody gets the file any more. */
  expiresAt: string;
  endedAt?: string;
  /** Things that were found. */
  found?: number;
}>;

/** The bucket deletes what lies under the prefix of exports after a day (lib/store.ts). */
const KEPT_MS = 86_400_000;

const key = (exportId: string) => ({ pk: `EXPORT#${exportId}`, sk: 'META' });
const folderOf = (exportId: string): string => `${EXPORT_PREFIX}${exportId}/`;
const fileOf = (exportId: string): string => `${folderOf(exportId)}export.json`;
const partOf = (exportId: string, part: number): string => `${folderOf(exportId)}part-${part}`;

/** Stores an export that is about to begin. */
export async function createExport(
  exportId: string,
  guestKey: string,
  now: Date,
): Promise<GuestExport> {
  const createdAt = now.toISOString();
  const expires = now.getTime() + KEPT_MS;
  const expiresAt = new Date(expires).toISOString();
  const made = { exportId, guestKey, state: 'running', createdAt, expiresAt } as const;
  // First: an erasure finds every export by its note.
  const ttl = Math.ceil(expires / 1_000);
  await noteOwned(guestKey, 'EXPORT', { at: createdAt, id: exportId, expires: ttl });
  const item = { ...key(exportId), ...made, ttl };
  await put({ item });
  return made;
}

/** The export of an id. */
export async function readExport(exportId: string): Promise<GuestExport | undefined> {
  return (await getOne(key(exportId))) as GuestExport | undefined;
}

/** Says what an export has come to. */
export async function changeExport(
  exportId: string,
  change: Partial<Pick<GuestExport, 'state' | 'endedAt' | 'found'>>,
): Promise<void> {
  await updateItem(key(exportId), change);
}

/** Says that the execution of an export failed. One that has ended is left as it is: the word may be an old one. */
export const failExport = (exportId: string): Promise<void> => failRunning(key(exportId));

/** Stores what one call found, a JSON value a line; a call that is repeated stores it anew. */
export async function writePart(
  exportId: string,
  part: number,
  lines: AsyncIterable<string>,
): Promise<void> {
  await streamObject('data', partOf(exportId, part), lines);
}

/** Joins the parts to one JSON document; they stay beside it until they expire. @returns how many things it has */
export async function joinParts(
  { exportId, guestKey, createdAt }: GuestExport,
  parts: number,
): Promise<number> {
  let found = 0;
  async function* document(): AsyncGenerator<string> {
    yield `${JSON.stringify({ exportId, guestKey, createdAt }).slice(0, -1)},"found":[`;
    for (let part = 0; part < parts; part += 1) {
      for await (const line of readLines(await openObject('data', partOf(exportId, part)))) {
        yield `${found === 0 ? '' : ','}\n${line}`;
        found += 1;
      }
    }
    yield '\n]}\n';
  }
  await streamObject('data', fileOf(exportId), document(), 'application/json');
  return found;
}

/** Where the document of an export can be fetched for ten minutes; undefined before it is done, and once it has expired. */
export async function exportUrl(
  { exportId, state, expiresAt }: GuestExport,
  now: Date,
): Promise<string | undefined> {
  if (state !== 'done' || expiresAt <= now.toISOString()) return undefined;
  return downloadUrl(fileOf(exportId));
}

/** Keys of what is kept of an export. */
export async function exportFiles(exportId: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const each of listKeys('data', folderOf(exportId))) found.push(each);
  return found;
}

/** Deletes what is kept of an export. */
export async function deleteExportFiles(exportId: string): Promise<void> {
  for (const each of await exportFiles(exportId)) await deleteObject('data', each);
}
