import { resolveZone } from '../calendar/resolve-zone.ts';

/** Spellings that are kept; a list has a few hundred, a hostile one as many as rows. */
const MAX_KNOWN = 1_000;

/**
 * A reader of the zones of a list: IANA names, Windows names, and what Outlook shows. Undefined for what no calendar
 * knows; each spelling is looked up once.
 */
export function zoneReader(): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (known.has(text)) return known.get(text);
    const found = resolveZone(text);
    const zone = found.ok ? found.zone : undefined;
    if (known.size < MAX_KNOWN) known.set(text, zone);
    return zone;
  };
}
