import { quote } from './fault.ts';
import { readIanaName } from './iana-name.ts';
import { readDisplayName, readOffsetName, readWindowsName } from './zone-names.ts';
import { matchZoneRules, type ZoneRules } from './zone-rules.ts';
import { offsetAt } from './zones.ts';

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
