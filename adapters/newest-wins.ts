import { type Item, isConditionFailure, type Key, put } from './table.ts';

/**
 * Writes a whole item unless one of a greater rank is there: one conditional write, so that any order of
 * delivery ends with the same item. Nothing of an older item stays.
 *
 * @returns false when a newer one is there; the same rank a second time is true again
 */
export async function putNewest(key: Key, fields: Item, rank: string): Promise<boolean> {
  try {
    await put({
      item: { ...key, ...fields, rank },
      condition: 'attribute_not_exists(pk) OR #rank <= :rank',
      names: { '#rank': 'rank' },
      values: { ':rank': rank },
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
