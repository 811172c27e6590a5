import type { RowReason } from './row.ts';

/** The event of a row; without an id, that of its list. */
export type EventOfRow =
  | Readonly<{ ok: true; eventId?: string }>
  | Readonly<{ ok: false; reason: RowReason }>;

/** Says what the cell of a row's event column means. @param cell empty where there is none */
export type EventOf = (cell: string) => EventOfRow;

/**
 * Looks like an id of ours, also one that lost or won some letters. A column `uid` or `event` of another program holds
 * other things, and those mean nothing here.
 */
const LIKE_AN_ID = /^[a-z2-7]{22,30}$/i;

/** True for a cell that names an event of ours, or tries to. */
export const isLikeAnId = (cell: string): boolean => LIKE_AN_ID.test(cell);

const OWN: EventOfRow = { ok: true };

/** For a list that belongs to one event: a row that names another one is no guest of this. */
export const eventOfUpload =
  (eventId: string): EventOf =>
  (cell) =>
    isLikeAnId(cell) && cell.toLowerCase() !== eventId ? { ok: false, reason: 'other_event' } : OWN;

/** Ids that are looked up for one mail: a row that names a later one is refused. */
const MAX_EVENTS = 200;

/**
 * For a list that came by mail: the event that the row names, else the one that the mail names.
 *
 * @param isTheirs true for an event that the sender may send
 * @param named the event that the subject or the body names
 */
export function eventOfMail(
  isTheirs: (eventId: string) => boolean,
  named: string | undefined,
): EventOf {
  return (cell) => {
    const id = isLikeAnId(cell) ? cell.toLowerCase() : named;
    if (id === undefined) return { ok: false, reason: 'event_missing' };
    return isTheirs(id) ? { ok: true, eventId: id } : { ok: false, reason: 'event_unknown' };
  };
}

const ID = /(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])/g;

/** What may be ids of events in a subject, a body or a file, each once, at most 200. */
export const eventIdsIn = (text: string): readonly string[] =>
  [...new Set(text.toLowerCase().match(ID) ?? [])].slice(0, MAX_EVENTS);
