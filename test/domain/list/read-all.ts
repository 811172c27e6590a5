import type { ListOptions } from '../../../domain/list/read-list.ts';
import { readList } from '../../../domain/list/read-list.ts';
import type { ListRow } from '../../../domain/list/row.ts';

const MAILBOXES = /^(calendar|bulk|invites|rsvp)(\+[^@]*)?@example\.test$/;

/** The octets in chunks of `size`, as a network would bring them. */
export async function* chunksOf(octets: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

/** All rows of a list, text or octets; our own mailboxes are at example.test. */
export async function readAll(
  list: Uint8Array | string,
  options: Partial<ListOptions> & { chunk?: number } = {},
): Promise<ListRow[]> {
  const octets = typeof list === 'string' ? new TextEncoder().encode(list) : list;
  const { chunk = 65_536, ...rest } = options;
  const isSystemAddress = (address: string) => MAILBOXES.test(address);
  const rows: ListRow[] = [];
  for await (const row of readList(chunksOf(octets, chunk), { isSystemAddress, ...rest })) {
    rows.push(row);
  }
  return rows;
}
