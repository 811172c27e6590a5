import { Temporal } from 'temporal-polyfill';

/** What a wall clock's time is in a zone, by the zone's rules of today. */
export type ResolvedLocal = Readonly<{
  /** Epoch milliseconds. */
  instant: number;
  /** `skipped`: the clock jumps over it; `twice`: it comes again after the clock was put back. */
  kind: 'once' | 'skipped' | 'twice';
}>;

/**
 * The instant at which a wall clock shows a time, or would first have passed it.
 *
 * A time that comes twice is its first one. One that a jump of the clock leaves out is the first instant behind
 * the jump: 2:30 is 3:00, and a whole day left out is the midnight after it. (An event's DTSTART is read
 * otherwise: RFC 5545 §3.3.5, `toInstant`.)
 *
 * @param local `YYYY-MM-DDTHH:MM:SS`
 * @param zone  IANA name
 * @throws RangeError for a day or an hour that no calendar has
 */
export function resolveLocal(local: string, zone: string): ResolvedLocal {
  const asked = Temporal.PlainDateTime.from(local);
  const first = asked.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const second = asked.toZonedDateTime(zone, { disambiguation: 'later' });
  if (first.epochMilliseconds === second.epochMilliseconds) {
    return { instant: first.epochMilliseconds, kind: 'once' };
  }
  if (first.toPlainDateTime().equals(asked)) {
    return { instant: first.epochMilliseconds, kind: 'twice' };
  }
  // In a gap «earlier» lies before the jump and «later» behind it.
  const jump = first.getTimeZoneTransition('next') ?? second;
  return { instant: jump.epochMilliseconds, kind: 'skipped' };
}
