import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { claimList, readList, updateList } from '../../adapters/list-store.ts';
import { stageRows } from '../../adapters/stage-rows.ts';
import { task } from '../task.ts';
import { rowsOf } from './rows.ts';

/** A list that nobody uploaded has no version; an execution that a deployment found at work does not tell it. */
const Input = z.object({
  key: z.string(),
  version: z.optional(z.nullable(z.string())),
  execution: z.string(),
});

/** Reads an uploaded list, or guests of earlier events, once, row by row, into what a run and a preview need. */
export const handler = task(Input, async ({ key, version, execution }) => {
  const listId = key.slice(key.lastIndexOf('/') + 1);
  const list = await readList(listId);
  if (!list) throw new Error('an object was uploaded for no list');
  // Read before, or by another execution: whoever saw the preview gets what they saw.
  if (!(await claimList(listId, execution))) return { listId, state: 'left' };
  // Nobody can write a list whose addresses pass for duplicates of each other.
  const { blocks, consent } = await rowsOf(
    list,
    { key, version: version ?? undefined },
    randomBytes(4).readInt32LE(),
  );
  const preview = await stageRows(listId, blocks);
  const state = preview.fault || preview.accepted === 0 ? 'refused' : 'staged';
  await updateList(listId, { state, preview, consent: await consent() });
  const { accepted, refused, duplicates } = preview;
  return { listId, state, accepted, refused, duplicates };
});
