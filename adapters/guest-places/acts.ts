import type { ErasedGuest } from '../../domain/invite/erase.ts';
import { actsOfMonth, firstActs, monthsOfActs, rowOfAct, type StoredAct } from '../audit.ts';
import type { Found, Places } from './found.ts';

/** What they did, and what was done about them, month by month. Who else was in it is not told. */
export const acts: Places = async function* ({ guestKey }, after) {
  const now = new Date();
  const from = firstActs(now);
  const months = [...monthsOfActs(from, now.toISOString())];
  for (const month of months) {
    if (after !== undefined && month >= after) continue;
    const found: Found[] = [];
    for await (const act of actsOfMonth(month, { from, before: '~' })) {
      found.push(...foundIn(act, guestKey));
    }
    yield { found, ...(month !== months.at(-1) && { after: month }) };
  }
};

function foundIn(stored: StoredAct, guestKey: ErasedGuest['guestKey']): readonly Found[] {
  const { at, act, ids, actorKey, aboutKey } = stored;
  const theirs = [
    ...(actorKey === guestKey ? (['actor'] as const) : []),
    ...(aboutKey === guestKey ? (['about'] as const) : []),
  ];
  if (theirs.length === 0) return [];
  const show = async () => ({
    ...{ at, act, ids, as: theirs },
    ...Object.fromEntries(theirs.map((field) => [field, stored[field]])),
  });
  const [first, ...more] = theirs.filter((field) => stored[field] !== undefined);
  const key = rowOfAct(stored);
  return [
    {
      ...{ kind: 'act', show },
      ...(first && { erase: { what: 'act', key, fields: [first, ...more] } }),
    },
  ];
}
