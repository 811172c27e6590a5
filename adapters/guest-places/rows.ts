import type { ErasedGuest } from '../../domain/invite/erase.ts';
import { SHARDS } from '../../domain/invite/keys.ts';
import { reportKey } from '../abuse-reports.ts';
import { askKey } from '../asks.ts';
import { deliveriesOf } from '../delivery-packs.ts';
import { guestPartition, sentKey } from '../guest-ledger.ts';
import { getAll, type Item, type Key, queryPrefix } from '../table.ts';
import type { Found } from './found.ts';

/** Rows of a person in the ledger of one event, or of its copy for tests. */
export async function rowsIn(
  eventId: string,
  { guestKey }: Pick<ErasedGuest, 'guestKey'>,
): Promise<readonly Found[]> {
  const keyed = [sentKey, askKey, reportKey].map((key) => key(eventId, guestKey));
  const said = await Promise.all(SHARDS.map((shard) => saidIn(eventId, shard, guestKey)));
  const rows = (await getAll(keyed)).toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
  return [...rows, ...said.flat()].map(foundOf);
}

const shown = ({ pk: _, sk: __, ...row }: Item): Item => row;

function foundOf(row: Item): Found {
  const key: Key = { pk: String(row.pk), sk: String(row.sk) };
  const show = async () => shown(row);
  const isNamed = row.address !== undefined && row.address !== '';
  const hasWords = row.comment !== undefined || row.location !== undefined;
  const eraseWords = hasWords && { erase: { what: 'words', key } as const };
  switch (key.sk.split('#', 1)[0]) {
    case 'OUT':
      return {
        kind: 'guest',
        show: async () => ({
          ...shown(row),
          delivered: await deliveriesOf(key.pk, String(row.guestKey)),
        }),
        ...(isNamed && { erase: { what: 'guest', key } as const }),
      };
    case 'ASK':
      return { kind: 'ask', show, ...(isNamed && { erase: { what: 'ask', key } as const }) };
    case 'IN':
      return { kind: 'answer', show, ...eraseWords };
    case 'PRO':
      return { kind: 'proposal', show, ...eraseWords };
    case 'LET':
      return { kind: 'letter', show };
    default:
      return { kind: 'report', show };
  }
}

/** Also what they said to the invitation of somebody who had passed it on: it lies with that guest. */
async function saidIn(eventId: string, shard: string, guestKey: string): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (const kind of ['IN#', 'PRO#']) {
    for await (const row of queryPrefix(guestPartition(eventId, shard), kind)) {
      if (whoSaid(String(row.sk)) === guestKey) found.push(row);
    }
  }
  for await (const row of queryPrefix(guestPartition(eventId, shard), 'LET#')) {
    if (row.guestKey === guestKey) found.push(row);
  }
  return found;
}

/** `IN#<guest>`, or `IN#<guest>#SHARED#<who>`: adapters/answers.ts. */
function whoSaid(sk: string): string | undefined {
  const [, guestKey, isShared, sharedKey] = sk.split('#');
  return isShared === 'SHARED' ? sharedKey : guestKey;
}
