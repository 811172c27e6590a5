import { dateFormat } from './date-formats.ts';
import { readIanaName } from './iana-name.ts';
import type { EventTime } from './snapshot.ts';
import { toInstant, zonedLocal } from './zones.ts';

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
    const format = dateFormat(how.locale, { dateStyle: 'full', timeZone: 'UTC' });
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
  const clock = dateFormat(locale, { ...day, timeStyle: 'short', timeZone: zone });
  return plainSpaces(from === to ? clock.format(from) : clock.formatRange(from, to));
}

function zoneText(start: EventTime, locale: string, zone: string): string {
  const name = dateFormat(locale, { timeZoneName: 'long', timeZone: zone })
    .formatToParts(toInstant(start))
    .find((part) => part.type === 'timeZoneName')?.value;
  return name === undefined || zone === 'UTC' ? zone : `${plainSpaces(name)}, ${zone}`;
}

/** Mail clients and terminals show narrow and thin spaces as boxes. */
function plainSpaces(text: string): string {
  return text.replace(/[\u2009\u202f\u00a0]/gu, ' ');
}
