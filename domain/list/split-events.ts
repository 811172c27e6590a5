import type { ListRow } from './row.ts';

/** The rows of one event of a file. */
export type EventRows = Readonly<{ eventId: string; rows: readonly ListRow[] }>;

/**
 * The rows of one file by their event, in the order in which the events come. Rows of no event, which are all refused, go
 * with the first one, so that nobody is lost; what was found about the file is told of each.
 *
 * @param named the event of a file without rows
 * @returns nothing where no event is known at all
 */
export function splitEvents(
  rows: readonly ListRow[],
  named: string | undefined,
): readonly EventRows[] {
  const events = new Map<string, ListRow[]>();
  const loose: ListRow[] = [];
  const said: ListRow[] = [];
  const of = (eventId: string): ListRow[] => {
    const known = events.get(eventId) ?? [];
    events.set(eventId, known);
    return known;
  };
  for (const row of rows) {
    if (row.kind === 'notice' || row.kind === 'fault') said.push(row);
    else if (row.eventId === undefined) loose.push(row);
    else of(row.eventId).push(row);
  }
  if (events.size === 0 && named !== undefined) of(named);
  return [...events].map(([eventId, own], index) => ({
    eventId,
    rows: [...own, ...(index === 0 ? loose : []), ...said],
  }));
}
