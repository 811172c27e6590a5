import { Temporal } from 'temporal-polyfill';
import { quote } from './fault.ts';
import type { EventTime } from './snapshot.ts';
import { readDisplayName, readIanaName, readOffsetName, readWindowsName } from './zone-names.ts';
import { matchZoneRules, type ZoneRules } from './zone-rules.ts';

/** What a TZID stands for. `zone` is an IANA name, or `UTC`. */
export type ZoneResolution =
  | Readonly<{ ok: true; zone: string }>
  | Readonly<{ ok: false; detail: string }>;

/**
 * Resolves a TZID to an IANA zone, in this order (imip.md 102): IANA name, links included; known
 * prefix and IANA name; Windows name; `tzone://Microsoft/Utc`; display name of Outlook; the rules of
 * the sender's own VTIMEZONE, matched to a zone that has the same offsets in that year.
 *
 * A name that resolves wins over the sender's VTIMEZONE, so that nobody can redefine Europe/Berlin
 * (security.md A49).
 *
 * @param rules what the VTIMEZONE of this TZID says
 * @param year  the year of the event; offsets are compared in it
 */
export function resolveZone(tzid: string, rules?: ZoneRules, year = 2026): ZoneResolution {
  const name = tzid.trim();
  const zone =
    readIanaName(name) ??
    readPrefixedName(name) ??
    readWindowsName(name) ??
    (/^tzone:\/\/microsoft\/utc$/i.test(name) ? 'UTC' : undefined) ??
    readOutlookName(name, year) ??
    (rules?.location === undefined ? undefined : readIanaName(rules.location)) ??
    (rules === undefined ? readOffsetName(name) : matchZoneRules(rules, year));
  if (zone !== undefined) return { ok: true, zone };
  const found =
    rules === undefined ? 'it has no VTIMEZONE' : 'no zone has the rules of its VTIMEZONE';
  const detail = `the time zone «${quote(name)}» is not known and ${found}; use a name such as Europe/Berlin`;
  return { ok: false, detail };
}

/** `/mozilla.org/20050126_1/Europe/Berlin`, `/freeassociation.sourceforge.net/Europe/Berlin` … */
function readPrefixedName(name: string): string | undefined {
  if (!name.startsWith('/')) return undefined;
  const parts = name.split('/');
  return (
    readIanaName(parts.slice(-3).join('/')) ??
    readIanaName(parts.slice(-2).join('/')) ??
    readIanaName(parts.slice(-1).join(''))
  );
}

function readOutlookName(name: string, year: number): string | undefined {
  const { zones, offsetMinutes } = readDisplayName(name);
  if (offsetMinutes === undefined) return zones[0];
  // The offset that Outlook names is the one without daylight saving, the lesser of the two.
  return zones.find((zone) => {
    const january = offsetAt(zone, Date.UTC(year, 0, 15));
    const july = offsetAt(zone, Date.UTC(year, 6, 15));
    return Math.min(january, july) === offsetMinutes * 60;
  });
}

/** Seconds east of UTC in a zone at an instant (epoch milliseconds). */
export function offsetAt(zone: string, instant: number): number {
  return zoned(instant, zone).offsetNanoseconds / 1e9;
}

/** An all-day event is counted from midnight UTC; its day ends last in UTC-12. */
export const WESTERNMOST_MS = 12 * 3_600_000;

/**
 * The instant of a time, in epoch milliseconds; of a `date` midnight UTC.
 *
 * A wall clock that happens twice is the first of the two, one that a change of the clock jumps over
 * is read with the offset before the jump (RFC 5545 §3.3.5).
 */
export function toInstant(time: EventTime): number {
  switch (time.kind) {
    case 'date':
      return Temporal.PlainDate.from(time.date).toZonedDateTime('UTC').epochMilliseconds;
    case 'utc':
      return Temporal.Instant.from(time.at).epochMilliseconds;
    case 'zoned':
      return Temporal.PlainDateTime.from(time.local).toZonedDateTime(time.zone).epochMilliseconds;
    default:
      return time satisfies never;
  }
}

/** The wall clock of a zone at an instant (epoch milliseconds), `YYYY-MM-DDTHH:MM:SS`. */
export function zonedLocal(instant: number, zone: string): string {
  return zoned(instant, zone).toPlainDateTime().toString({ smallestUnit: 'second' });
}

function zoned(instant: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}

/** In which language, and on whose clock, a time is told. */
export type TimeDescription = Readonly<{
  /** BCP 47; `en` where the runtime does not know it. */
  locale: string;
  /** IANA name. @default the zone of `start`, or UTC */
  zone?: string;
}>;

/**
 * When an event is, for a person: `Tuesday, November 24, 2026, 2:00 – 3:00 PM (Central European
 * Standard Time, Europe/Berlin)`. All-day events name their days and no zone.
 *
 * @param end exclusive; the same kind as `start`
 */
export function describeTime(start: EventTime, end: EventTime, how: TimeDescription): string {
  if (start.kind === 'date') {
    const last = Math.max(toInstant(start), toInstant(end) - 86_400_000);
    const format = formatter(how.locale, { dateStyle: 'full', timeZone: 'UTC' });
    return plainSpaces(format.formatRange(toInstant(start), last));
  }
  const zone = how.zone ?? ownZone(start);
  return `${rangeText(start, end, { ...how, zone }, true)} (${zoneText(start, how.locale, zone)})`;
}

/**
 * When an event is, for a guest: on the guest's clock, and behind ` = ` on the event's own where the two
 * differ: `Tuesday, November 24, 2026, 8:00 – 9:00 AM (Eastern Standard Time, America/New_York) =
 * 2:00 – 3:00 PM (Central European Standard Time, Europe/Berlin)`. The own one names its day where that
 * is another. All-day events name their days and no zone.
 *
 * @param guestZone IANA name; one that is not known, or none, gives the event's own clock alone
 */
export function describeTimeFor(
  start: EventTime,
  end: EventTime,
  guestZone: string | undefined,
  locale: string,
): string {
  const zone = guestZone === undefined ? undefined : readIanaName(guestZone);
  const own = describeTime(start, end, { locale });
  if (start.kind === 'date' || zone === undefined) return own;
  const theirs = describeTime(start, end, { locale, zone });
  const clocks = [zone, ownZone(start)].map((each) =>
    [start, end].map((time) => zonedLocal(toInstant(time), each)),
  );
  if (clocks[0]?.join() === clocks[1]?.join()) return theirs;
  const days = new Set(clocks.flat().map((local) => local.slice(0, 10)));
  if (days.size > 1) return `${theirs} = ${own}`;
  const clock = rangeText(start, end, { locale, zone: ownZone(start) }, false);
  return `${theirs} = ${clock} (${zoneText(start, locale, ownZone(start))})`;
}

function ownZone(start: EventTime): string {
  return start.kind === 'zoned' ? start.zone : 'UTC';
}

function rangeText(
  start: EventTime,
  end: EventTime,
  { locale, zone }: Readonly<{ locale: string; zone: string }>,
  withDay: boolean,
): string {
  const from = toInstant(start);
  const to = Math.max(from, toInstant(end));
  const day = withDay ? ({ dateStyle: 'full' } as const) : {};
  const clock = formatter(locale, { ...day, timeStyle: 'short', timeZone: zone });
  return plainSpaces(from === to ? clock.format(from) : clock.formatRange(from, to));
}

function zoneText(start: EventTime, locale: string, zone: string): string {
  const name = formatter(locale, { timeZoneName: 'long', timeZone: zone })
    .formatToParts(toInstant(start))
    .find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined || zone === 'UTC' ? zone : `${plainSpaces(name)}, ${zone}`;
}

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch {
    return new Intl.DateTimeFormat('en', options);
  }
}

/** Mail clients and terminals show narrow and thin spaces as boxes. */
function plainSpaces(text: string): string {
  return text.replace(/[\u2009\u202f\u00a0]/gu, ' ');
}
