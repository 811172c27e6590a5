import { type AnswerTimes, countTimes } from '../domain/invite/answer-times.ts';
import type { EventRecord } from '../domain/invite/event.ts';
import { CSV_HEADING, csvLine } from '../domain/invite/guest-csv.ts';
import { type GuestFilter, type GuestRow, isAskedFor } from '../domain/invite/guest-row.ts';
import { saveCsv } from './csv-file.ts';
import { viewOf } from './event-view.ts';
import { guestRows } from './guest-rows.ts';
import { BadCursor } from './time-index.ts';

/** Rows that one page looks at, whatever it finds: about a second of DynamoDB. */
const MAX_SEEN = 2_000;

/**
 * One page of an event's guests, in the order of their keys, which says nothing to anybody.
 *
 * The cursor is the place of the last row that was looked at: it stays good whatever changes. A page may be short,
 * or empty where nobody of 2,000 rows fits; with `next` there is more to look at.
 *
 * @throws BadCursor
 */
export async function listGuests(
  event: EventRecord,
  filter: GuestFilter,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
): Promise<{ items: readonly GuestRow[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const reading = { pageSize: 2 * limit, ...(after !== undefined && { after }) };
  const items: GuestRow[] = [];
  let seen = 0;
  for await (const { row, place } of guestRows(event.eventId, await viewOf(event), reading)) {
    seen += 1;
    if (isAskedFor(row, filter)) items.push(row);
    if (items.length === limit || seen === MAX_SEEN) return { items, next: writeCursor(place) };
  }
  return { items };
}

/**
 * Writes all guests that fit as CSV, and gives a URL at which it can be fetched for ten minutes.
 *
 * A file and no answer: a function of AWS answers 6 MB at most, which is 40,000 guests.
 */
export const exportGuests = (event: EventRecord, filter: GuestFilter): Promise<string> =>
  saveCsv(csvLines(event, filter));

async function* csvLines(event: EventRecord, filter: GuestFilter): AsyncGenerator<string> {
  yield CSV_HEADING;
  for await (const { row } of guestRows(event.eventId, await viewOf(event))) {
    if (isAskedFor(row, filter)) yield csvLine(row);
  }
}

/** When the answers of an event came: of its guests, and of those to whom they passed it on. */
export async function answerTimes(event: EventRecord): Promise<AnswerTimes> {
  const counter = countTimes();
  for await (const { row } of guestRows(event.eventId, await viewOf(event))) {
    if (row.answer) counter.add(row.answer);
  }
  return counter.times();
}

const PLACE = /^[a-z2-7]{26}(#SHARED#[a-z2-7]{26}(#AT#\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?)?$/;

const writeCursor = (place: string): string => Buffer.from(`GUEST ${place}`).toString('base64url');

function readCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const place = text.startsWith('GUEST ') ? text.slice('GUEST '.length) : '';
  if (!PLACE.test(place)) throw new BadCursor();
  return place;
}
