import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { claimList, readList, updateList } from '../../adapters/list-store.ts';
import { systemAddresses } from '../../adapters/mailboxes.ts';
import { openObject } from '../../adapters/objects.ts';
import { stageRows } from '../../adapters/stage-rows.ts';
import { eventOfUpload } from '../../domain/list/event-column.ts';
import { readRowBlocks } from '../../domain/list/read-list.ts';
import { task } from '../task.ts';

const Input = z.object({ key: z.string(), execution: z.string() });

/** Reads an uploaded list once, row by row, into what a run and a preview need. */
export const handler = task(Input, async ({ key, execution }) => {
  const listId = key.slice(key.lastIndexOf('/') + 1);
  const list = await readList(listId);
  if (!list) throw new Error('an object was uploaded for no list');
  // Read before, or by another execution: whoever saw the preview gets what they saw.
  if (!(await claimList(listId, execution))) return { listId, state: 'left' };
  const blocks = readRowBlocks(await openObject('data', key), {
    // Nobody can write a list whose addresses pass for duplicates of each other.
    seed: randomBytes(4).readInt32LE(),
    isSystemAddress: systemAddresses(),
    eventOf: eventOfUpload(list.eventId),
  });
  const preview = await stageRows(listId, blocks);
  const state = preview.fault || preview.accepted === 0 ? 'refused' : 'staged';
  await updateList(listId, { state, preview });
  const { accepted, refused, duplicates } = preview;
  return { listId, state, accepted, refused, duplicates };
});
