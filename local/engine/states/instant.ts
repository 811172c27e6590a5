const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant of an ISO 8601 date-time with `T` and an offset, in ms since 1970; undefined when it
 * is none. Nanoseconds are accepted and cut.
 */
export function parseInstant(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, seconds, fraction = '', offset] = match;
  const at = Date.parse(`${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  if (Number.isNaN(at)) return undefined;
  // Date.parse moves 31 February into March; AWS refuses the date.
  const day = Number(seconds?.slice(8, 10));
  const month = Number(seconds?.slice(5, 7));
  const year = Number(seconds?.slice(0, 4));
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? at : undefined;
}
