/** Regions of the IANA database; `EST`, `PRC` and other old names without a region are links. */
const IANA = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z][A-Za-z0-9_+-]*){0,2}$/;

/**
 * The IANA name of a zone, in the database's own spelling where the runtime tells it.
 *
 * Links are kept as they were written (`Europe/Kyiv` is not turned into `Europe/Kiev`).
 *
 * @returns undefined for a name that the runtime's time zone data does not have; offsets are no names
 */
export function readIanaName(name: string): string | undefined {
  if (name.length > 64 || !IANA.test(name)) return undefined;
  const canonical = canonicalName(name);
  if (canonical === undefined) return undefined;
  if (canonical === 'UTC') return 'UTC';
  const sameName = canonical.toLowerCase() === name.toLowerCase();
  return sameName || !isSpelledLikeIana(name) ? canonical : name;
}

function canonicalName(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function isSpelledLikeIana(name: string): boolean {
  return /^[A-Z]/.test(name) && (name.includes('/') ? /[a-z]/ : /^[A-Z0-9]+$|[a-z]/).test(name);
}
