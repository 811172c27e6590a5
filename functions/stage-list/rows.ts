import { readEvent } from '../../adapters/event-store.ts';
import type { StoredList } from '../../adapters/list-store.ts';
import { systemAddresses } from '../../adapters/mailboxes.ts';
import { openVersion } from '../../adapters/objects.ts';
import { segmentRows } from '../../adapters/segment-rows.ts';
import { eventOfUpload } from '../../domain/list/event-column.ts';
import { readRowBlocks } from '../../domain/list/read-list.ts';
import type { ListRow } from '../../domain/list/row.ts';

/** The rows of a list, and what is known about consent behind them. */
type Rows = Readonly<{
  blocks: AsyncIterable<readonly ListRow[]>;
  consent(): Promise<StoredList['consent']>;
}>;

/** Rows of the file that was uploaded, or of the guests of earlier events. @param seed keeps out made collisions */
export async function rowsOf(
  list: StoredList,
  upload: Readonly<{ key: string; version: string | undefined }>,
  seed: number,
): Promise<Rows> {
  const { eventId, segment, consent } = list;
  if (segment) {
    const event = await readEvent(eventId);
    if (!event) throw new Error('a list is for no event');
    const { blocks, carried } = segmentRows(event, segment, seed);
    return {
      blocks,
      consent: async () => {
        const all = (await carried()) ?? [];
        return all.length === 0 ? consent : { ...consent, carried: all };
      },
    };
  }
  const eventOf = eventOfUpload(eventId);
  const options = { seed, isSystemAddress: systemAddresses(), eventOf };
  const blocks = readRowBlocks(await openVersion('data', upload.key, upload.version), options);
  return { blocks, consent: async () => consent };
}
