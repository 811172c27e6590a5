import { resolveZone } from '../calendar/resolve-zone.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import { toInstant, zonedLocal } from '../calendar/zones.ts';
import { readAddress } from '../identity/address.ts';
import type { TimedSnapshot } from './series.ts';

/** An event as somebody writes it in JSON. */
export type EventDraft = Readonly<{
  title: string;
  /** `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM[:SS]` in `timeZone`, or RFC 3339 with an offset. */
  start: string;
  end: string;
  timeZone?: string | undefined;
  location: string;
  description: string;
  organizer: Readonly<{ email: string; name?: string | undefined }>;
}>;

/** What a draft gives. */
export type DraftReading =
  | Readonly<{ ok: true; snapshot: TimedSnapshot; owner: { address: string; name?: string } }>
  | Fault;

type Fault = Readonly<{ ok: false; detail: string }>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LOCAL = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i;

/** Years in which an event may lie (security.md 1.7). */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2100;

/** Reads a draft into the snapshot that a mail would have given, or says what is wrong with it. */
export function draftEvent(draft: EventDraft, uid: string, now: Date): DraftReading {
  const address = readAddress(draft.organizer.email);
  if (address === undefined) return fault('organizer.email is not an address');
  const times = readDraftTimes(draft);
  if (!times.ok) return times;
  const name = draft.organizer.name;
  const owner = { address, ...(name !== undefined && { name }) };
  return { ok: true, owner, snapshot: snapshotOf(draft, uid, times.start, times.end, owner, now) };
}

/** Start and end of a draft, or what is wrong with them. */
export function readDraftTimes(
  draft: Pick<EventDraft, 'start' | 'end' | 'timeZone'>,
): Readonly<{ ok: true; start: EventTime; end: EventTime }> | Fault {
  const zone = draft.timeZone === undefined ? undefined : resolveZone(draft.timeZone);
  if (zone?.ok === false) return fault(zone.detail);
  const start = readDraftTime(draft.start, zone?.zone);
  const end = readDraftTime(draft.end, zone?.zone);
  if (start === undefined || end === undefined) {
    return fault(
      'start and end are dates (2026-12-01), local times with timeZone (2026-12-01T18:00:00), or instants (2026-12-01T18:00:00Z)',
    );
  }
  if (start.kind !== end.kind) return fault('start and end are of different forms');
  if (toInstant(end) < toInstant(start)) return fault('the event ends before it starts');
  if (start.kind === 'date' && toInstant(end) === toInstant(start)) {
    return fault('end is the day after the last: it is exclusive');
  }
  return { ok: true, start, end };
}

const fault = (detail: string): Fault => ({ ok: false, detail });

function snapshotOf(
  draft: EventDraft,
  uid: string,
  start: EventTime,
  end: EventTime,
  owner: { address: string; name?: string },
  now: Date,
): TimedSnapshot {
  return {
    uid,
    thisAndFuture: false,
    sequence: 0,
    dtstamp: `${now.toISOString().slice(0, 19)}Z`,
    start,
    end,
    summary: draft.title,
    description: draft.description,
    location: draft.location,
    transparent: false,
    class: 'PUBLIC',
    organizer: { ...owner, raw: `mailto:${owner.address}` },
    attendees: [],
    attendeeCount: 0,
    rdates: [],
    exdates: [],
  };
}

/**
 * A time as somebody writes it in JSON.
 *
 * @param zone IANA name of the zone that local times are in
 * @returns undefined for what is no time, a local time without zone, and years before 1970 or after 2100
 */
export function readDraftTime(text: string, zone: string | undefined): EventTime | undefined {
  const year = Number(text.slice(0, 4));
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) return undefined;
  try {
    return readForm(text, zone);
  } catch {
    return undefined; // 30 February, 25 o'clock
  }
}

function readForm(text: string, zone: string | undefined): EventTime | undefined {
  if (DATE.test(text)) return checked({ kind: 'date', date: text });
  const [, minutes, seconds = ':00'] = LOCAL.exec(text) ?? [];
  if (minutes !== undefined) {
    if (zone === undefined) return undefined;
    return checked({ kind: 'zoned', local: `${minutes}${seconds}`, zone });
  }
  if (!INSTANT.test(text)) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return undefined;
  if (zone !== undefined) return { kind: 'zoned', local: zonedLocal(instant, zone), zone };
  return { kind: 'utc', at: `${new Date(instant).toISOString().slice(0, 19)}Z` };
}

/** @throws when the calendar has no such day or hour */
function checked(time: EventTime): EventTime {
  toInstant(time);
  return time;
}
