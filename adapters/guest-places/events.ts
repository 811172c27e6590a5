import { testEventIdOf } from '../../domain/invite/keys.ts';
import { listEvents } from '../event-store.ts';
import { keys } from '../secrets.ts';
import type { Item } from '../table.ts';
import { cursorAt } from '../time-index.ts';
import type { Found, Places } from './found.ts';
import { rowsIn } from './rows.ts';

const PAGE = 50;

/** Rows of the person in every event, and in its copy for tests. */
export const events: Places = async function* (guest, after) {
  const { mac } = await keys();
  let cursor = after;
  do {
    const page = await listEvents(PAGE, cursor);
    for (const event of page.items) {
      const { eventId } = event;
      const rows = [
        ...(await rowsIn(eventId, guest)),
        ...(await rowsIn(testEventIdOf(mac, eventId), guest)),
      ];
      const found = rows.map((row) => withEvent(row, eventId));
      yield { found, after: cursorAt('EVENT', event as unknown as Item) };
    }
    cursor = page.next;
  } while (cursor !== undefined);
};

const withEvent = (row: Found, eventId: string): Found => ({
  ...row,
  show: async () => ({ eventId, ...((await row.show()) as object) }),
});
