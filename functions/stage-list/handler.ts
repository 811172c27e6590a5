import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { acceptedRows, readList, refusedRows, updateList } from '../../adapters/list-store.ts';
import { ownMailboxes } from '../../adapters/mailboxes.ts';
import { openObject, streamObject } from '../../adapters/objects.ts';
import { ListTally } from '../../domain/list/preview.ts';
import { readList as readRows } from '../../domain/list/read-list.ts';
import type { ListRow } from '../../domain/list/row.ts';
import { task } from '../task.ts';

const Input = z.object({ key: z.string() });

/** Refused rows that the list's own item holds; the item may have 400 KB. */
const SHOWN_REFUSED = 200;

type Accepted = Extract<ListRow, { kind: 'accepted' }>;
const guestLine = ({ address, name, zone }: Accepted): string =>
  `${JSON.stringify({ address, name, zone })}\n`;

/** Sorts rows as they are read: accepted ones come out, refused ones go to `refused`. */
async function* sortRows(
  rows: AsyncIterable<ListRow>,
  tally: ListTally,
  refused: PassThrough,
): AsyncGenerator<string> {
  for await (const row of rows) {
    tally.add(row);
    if (row.kind === 'accepted') yield guestLine(row);
    if (row.kind !== 'refused') continue;
    const { kind: _, ...shown } = row;
    if (!refused.write(`${JSON.stringify(shown)}\n`)) await once(refused, 'drain');
  }
  refused.end();
}

/** Reads an uploaded list once, row by row, into what a run and a preview need. */
export const handler = task(Input, async ({ key }) => {
  const listId = key.slice(key.lastIndexOf('/') + 1);
  const list = await readList(listId);
  if (!list) throw new Error('an object was uploaded for no list');
  await updateList(listId, { state: 'reading' });
  const tally = new ListTally({ refusedRows: SHOWN_REFUSED });
  const own = new Set(ownMailboxes());
  const rows = readRows(await openObject('data', key), {
    isSystemAddress: (address) => own.has(address),
  });
  const refused = new PassThrough();
  await Promise.all([
    streamObject('data', acceptedRows(listId), sortRows(rows, tally, refused)),
    streamObject('data', refusedRows(listId), refused),
  ]);
  const preview = tally.preview();
  const state = preview.fault || preview.accepted === 0 ? 'refused' : 'staged';
  await updateList(listId, { state, preview });
  const { accepted, duplicates } = preview;
  return { listId, state, accepted, refused: preview.refused, duplicates };
});
