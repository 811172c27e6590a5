import { once } from 'node:events';
import type { PassThrough } from 'node:stream';
import type { ListTally } from '../../domain/list/preview.ts';
import type { ListRow } from '../../domain/list/row.ts';

type Accepted = Extract<ListRow, { kind: 'accepted' }>;
const guestLine = ({ address, name, zone }: Accepted): string =>
  `${JSON.stringify({ address, name, zone })}\n`;

/** Sorts rows as they are read: accepted ones come out, refused ones go to `refused`. */
export async function* sortRows(
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
