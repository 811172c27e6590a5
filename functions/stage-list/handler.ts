import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import * as z from 'zod/mini';
import { acceptedRows, readList, refusedRows, updateList } from '../../adapters/list-store.ts';
import { ownMailboxes } from '../../adapters/mailboxes.ts';
import { openObject, streamObject } from '../../adapters/objects.ts';
import { ListTally } from '../../domain/list/preview.ts';
import { readList as readRows } from '../../domain/list/read-list.ts';
import { task } from '../task.ts';
import { sortRows } from './sort-rows.ts';

const Input = z.object({ key: z.string() });

/** Refused rows that the list's own item holds; the item may have 400 KB. */
const SHOWN_REFUSED = 200;

/** Mail for `invites+x@` comes in at `invites@`. */
const withoutLabel = (address: string): string => address.replace(/\+[^@]*@/, '@');

/** Reads an uploaded list once, row by row, into what a run and a preview need. */
export const handler = task(Input, async ({ key }) => {
  const listId = key.slice(key.lastIndexOf('/') + 1);
  const list = await readList(listId);
  if (!list) throw new Error('an object was uploaded for no list');
  await updateList(listId, { state: 'reading' });
  const tally = new ListTally({ refusedRows: SHOWN_REFUSED });
  const own = new Set(ownMailboxes());
  const rows = readRows(await openObject('data', key), {
    // Nobody can write a list whose addresses pass for duplicates of each other.
    seed: randomBytes(4).readInt32LE(),
    isSystemAddress: (address) => own.has(withoutLabel(address)),
  });
  const refused = new PassThrough({ encoding: 'utf8' });
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
