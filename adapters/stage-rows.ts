import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { type ListPreview, ListTally } from '../domain/list/preview.ts';
import { LIST_NOTICES, type ListRow } from '../domain/list/row.ts';
import { zoneReader } from '../domain/list/zone.ts';
import { acceptedRows, refusedRows } from './list-store.ts';
import { streamObject } from './objects.ts';

type Accepted = Extract<ListRow, { kind: 'accepted' }>;

/** Refused rows that a list's own item holds; the item may have 400 KB. */
const SHOWN_REFUSED = 200;

const guestLine = ({ address, name, zone }: Accepted): string =>
  `${JSON.stringify({ address, name, zone })}\n`;

const refusedLine = ({ kind: _, ...shown }: Extract<ListRow, { kind: 'refused' }>): string =>
  `${JSON.stringify(shown)}\n`;

/** Rows as they are read, some at once. */
type Blocks = AsyncIterable<readonly ListRow[]> | Iterable<readonly ListRow[]>;

/**
 * Stores the rows of a list as they are read: accepted ones with their zones looked up, refused ones apart.
 *
 * @returns what they add up to
 */
export async function stageRows(listId: string, blocks: Blocks): Promise<ListPreview> {
  const tally = new ListTally({ refusedRows: SHOWN_REFUSED });
  const refused = new PassThrough({ encoding: 'utf8' });
  await Promise.all([
    streamObject('data', acceptedRows(listId), sortRows(blocks, tally, refused)),
    streamObject('data', refusedRows(listId), refused),
  ]);
  return tally.preview();
}

/** Sorts rows as they are read: accepted ones come out, refused ones go to `refused`. */
async function* sortRows(
  blocks: Blocks,
  tally: ListTally,
  refused: PassThrough,
): AsyncGenerator<string> {
  const readZone = zoneReader();
  let isUnknown = false;
  for await (const rows of blocks) {
    let [lines, refusals] = ['', ''];
    for (const row of rows) {
      if (row.kind === 'accepted') {
        const { zone: text, ...rest } = row;
        const zone = text === undefined ? undefined : readZone(text);
        isUnknown ||= text !== undefined && zone === undefined;
        const known = zone === undefined ? rest : { ...rest, zone };
        tally.add(known);
        lines += guestLine(known);
        continue;
      }
      tally.add(row);
      if (row.kind === 'refused') refusals += refusedLine(row);
    }
    if (lines !== '') yield lines;
    if (refusals !== '' && !refused.write(refusals)) await once(refused, 'drain');
  }
  if (isUnknown) {
    const notice = 'unknown_zones';
    tally.add({ kind: 'notice', notice, sentence: LIST_NOTICES[notice] });
  }
  refused.end();
}
