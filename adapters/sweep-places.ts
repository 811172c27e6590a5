import { getOne, putAll } from './table.ts';

const key = (what: string) => ({ pk: 'SWEEP', sk: what });

/** Behind which key the next sweep of a listing goes on; empty: from its start. */
export async function sweptUpTo(what: string): Promise<string> {
  const item = await getOne(key(what), 'eventual');
  return String(item?.after ?? '');
}

/** Remembers it. */
export async function rememberSwept(what: string, after: string): Promise<void> {
  await putAll([{ ...key(what), after }]);
}
