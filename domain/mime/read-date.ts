const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const DATE =
  /^(?:[a-z]{3},?[ \t]+)?(\d{1,2})[ \t]+([a-z]{3})[ \t]+(\d{4})[ \t]+(\d{2}):(\d{2})(?::(\d{2}))?(?:[ \t]+([+-]\d{4}|[a-z]{1,5}))?(?:[ \t]*\(.*\))?$/i;

/**
 * The instant of a Date field, ISO 8601 in UTC (RFC 5322 §3.3).
 *
 * A field without a zone, or with a name that RFC 5322 §4.3 gives no meaning, counts as UTC.
 *
 * @returns undefined for what is no date, e.g. 31 Feb or hour 25
 */
export function readDate(value: string): string | undefined {
  const match = DATE.exec(value.trim());
  if (match === null) return undefined;
  const [, day, monthName, year, hour, minute, second = '0', zone = 'Z'] = match;
  const month = MONTHS.indexOf((monthName ?? '').toLowerCase());
  const fields = [
    Number(year),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  ] as const;
  const wall = new Date(Date.UTC(...fields));
  const exact = wall.getUTCMonth() === month && wall.getUTCDate() === Number(day);
  if (!exact || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  return new Date(wall.getTime() - offsetMinutes(zone) * 60_000).toISOString();
}

/** RFC 5322 §4.3, in hours. */
const NAMED_ZONES = new Map(
  Object.entries({ EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8 }),
);

function offsetMinutes(zone: string): number {
  const match = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (match === null) return (NAMED_ZONES.get(zone.toUpperCase()) ?? 0) * 60;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
