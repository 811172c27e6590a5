import type { EventRecord } from '../domain/invite/event.ts';
import type { GuestRow } from '../domain/invite/guest-row.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import { suppressionOf } from '../domain/invite/suppression.ts';
import type { ListRow } from '../domain/list/row.ts';
import {
  carriedConsent,
  isInSegment,
  readSegment,
  type Segment,
  type SegmentReader,
} from '../domain/list/segment.ts';
import { readEvents } from './event-store.ts';
import { viewOf } from './event-view.ts';
import { guestRows } from './guest-rows.ts';
import { listsOf, type StoredList } from './list-store.ts';
import { systemAddresses } from './mailboxes.ts';
import { keys } from './secrets.ts';
import { suppressionKey } from './suppressions.ts';
import { getAll } from './table.ts';

/** Guests of one block: as many as one call reads suppressions of. */
const BLOCK = 100;

type Guest = Extract<GuestRow, { kind: 'guest' }>;

/** A list of guests of earlier events while it is made: `blocks` first, then what they carry. */
export type SegmentRows = Readonly<{
  blocks: AsyncIterable<readonly ListRow[]>;
  carried(): Promise<StoredList['consent']['carried']>;
}>;

/**
 * The guests of a segment as rows of a list, some at once: memory holds one block, what SES said of one shard, and 19 octets an
 * address. Events that are gone since have none.
 *
 * @param event for which the list is: whoever wants nothing of it, or of its organizer, is refused
 */
export function segmentRows(event: EventRecord, segment: Segment, seed: number): SegmentRows {
  const reader = readSegment(seed);
  return {
    blocks: blocksOf(event, segment, reader),
    async carried() {
      const lists = await Promise.all(segment.from.map(listsOf));
      const read = lists.flat().filter(({ preview }) => preview !== undefined);
      return carriedConsent(read, reader.origins());
    },
  };
}

async function* blocksOf(
  event: EventRecord,
  segment: Segment,
  reader: SegmentReader,
): AsyncGenerator<readonly ListRow[]> {
  const isSystemAddress = systemAddresses();
  const { mac } = await keys();
  const of = { eventId: event.eventId, organizerKey: guestKeyOf(mac, event.owner) };
  for await (const guests of inBlocks(guestsOf(segment))) {
    // A guest of two events may be in one block twice.
    const guestKeys = [...new Set(guests.map(({ guestKey }) => guestKey))];
    const wishes = await getAll(guestKeys.map(suppressionKey));
    const stopped = wishes.filter((item) => suppressionOf(item, of) !== undefined);
    const suppressed = new Set(stopped.map(({ guestKey }) => guestKey));
    const isSuppressed = (guestKey: string) => suppressed.has(guestKey);
    yield reader.read(guests, { isSystemAddress, isSuppressed });
  }
}

async function* guestsOf(segment: Segment): AsyncGenerator<Guest> {
  const events = await readEvents(segment.from);
  for (const eventId of segment.from) {
    const event = events.find((each) => each.eventId === eventId);
    if (!event) continue;
    for await (const { row } of guestRows(eventId, await viewOf(event))) {
      if (isInSegment(row, segment)) yield row;
    }
  }
}

async function* inBlocks(guests: AsyncIterable<Guest>): AsyncGenerator<readonly Guest[]> {
  let block: Guest[] = [];
  for await (const guest of guests) {
    block.push(guest);
    if (block.length < BLOCK) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}
