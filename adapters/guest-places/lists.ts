import { type ErasedGuest, erasedAudienceLine, isListLineOf } from '../../domain/invite/erase.ts';
import { readLines } from '../lines.ts';
import { readList, type StoredList } from '../list-store.ts';
import { listKeys, openObject } from '../objects.ts';
import type { Found, Places } from './found.ts';
import { idOf, throughKeys } from './objects.ts';

/** The lines of an object that are the person's. */
async function linesOf(key: string, isTheirs: (line: string) => boolean) {
  const lines: string[] = [];
  for await (const line of readLines(await openObject('data', key))) {
    if (isTheirs(line)) lines.push(line);
  }
  return lines;
}

const showLine = (line: string): unknown => JSON.parse(line);

/** Lists in which they are, by upload or by mail. */
export const lists: Places = (guest, after) =>
  throughKeys(listKeys('data', 'lists/', after), async (key) => {
    const lines = await linesOf(key, (line) => isListLineOf(line, guest));
    if (lines.length === 0) return [];
    const listId = idOf(key);
    const list: Partial<StoredList> = (await readList(listId)) ?? {};
    const { eventId, fileName, consent, createdAt } = list;
    return [
      {
        kind: 'list',
        show: async () => ({
          ...{ listId, eventId, fileName, consent, createdAt },
          rows: lines.map(showLine),
        }),
        erase: { what: 'list', key, list },
      } satisfies Found,
    ];
  });

/** What an erasure makes of a line of an audience; undefined for the line of somebody else. */
export const audienceLineOf = (guest: ErasedGuest) => (line: string) =>
  erasedAudienceLine(line, guest);

/** Audiences of the runs that they were among. */
export const runs: Places = (guest, after) =>
  throughKeys(listKeys('data', 'runs/', after), async (key) => {
    if (!key.endsWith('/audience.jsonl')) return [];
    const change = audienceLineOf(guest);
    const lines = await linesOf(key, (line) => change(line) !== undefined);
    if (lines.length === 0) return [];
    return [
      {
        kind: 'audience',
        show: async () => ({ runId: idOf(key), rows: lines.map(showLine) }),
        erase: { what: 'audience', key },
      } satisfies Found,
    ];
  });
