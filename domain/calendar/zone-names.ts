import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import { readIanaName } from './iana-name.ts';

const windowsNames = new Map<string, string>();
for (const { mapZone } of windowsZones.supplemental.windowsZones.mapTimezones) {
  // 001 is the zone that stands for the Windows zone where no country is known.
  if (mapZone._territory === '001') windowsNames.set(mapZone._other.toLowerCase(), mapZone._type);
}

/** The IANA zone of a Windows name, with or without its ` Standard Time` (Unicode CLDR). */
export function readWindowsName(name: string): string | undefined {
  const key = name.toLowerCase();
  return windowsNames.get(key) ?? windowsNames.get(`${key} standard time`);
}

/** One IANA zone for each Windows zone: the zones that people use, most of the world's rules. */
export function commonZones(): readonly string[] {
  return [...new Set(windowsNames.values())];
}

/** What Outlook and Domino write where they name no city that is an IANA zone too. */
const DISPLAY_NAMES: ReadonlyMap<string, string> = new Map([
  ['eastern time (us & canada)', 'America/New_York'],
  ['central time (us & canada)', 'America/Chicago'],
  ['mountain time (us & canada)', 'America/Denver'],
  ['pacific time (us & canada)', 'America/Los_Angeles'],
  ['atlantic time (canada)', 'America/Halifax'],
  ['indiana (east)', 'America/Indianapolis'],
  ['arizona', 'America/Phoenix'],
  ['alaska', 'America/Anchorage'],
  ['hawaii', 'Pacific/Honolulu'],
  ['newfoundland', 'America/St_Johns'],
  ['saskatchewan', 'America/Regina'],
  ['central america', 'America/Guatemala'],
  ['brasilia', 'America/Sao_Paulo'],
  ['west central africa', 'Africa/Lagos'],
  ['ekaterinburg', 'Asia/Yekaterinburg'],
  ['sri jayawardenepura', 'Asia/Colombo'],
  ['coordinated universal time', 'UTC'],
  ['greenwich mean time', 'Europe/London'],
  ['western/central europe', 'Europe/Berlin'],
]);

const CITY_REGIONS = ['Europe', 'America', 'Asia', 'Africa', 'Australia', 'Pacific', 'Atlantic'];

/** What an Outlook display name says: zones to try, best first, and the offset that it names. */
export type DisplayName = Readonly<{ zones: readonly string[]; offsetMinutes?: number }>;

/**
 * Reads a display name of Outlook: `(UTC+01:00) Amsterdam, Berlin, …`, `Sarajevo, Skopje, Warsaw,
 * Zagreb`, `(GMT-05.00) Eastern Time (US & Canada)`.
 */
export function readDisplayName(name: string): DisplayName {
  const offset = /^\((?:UTC|GMT)(?:([+-])(\d{1,2})[:.](\d{2}))?\)\s*/i.exec(name);
  const words = name.slice(offset?.[0].length ?? 0).trim();
  const known = DISPLAY_NAMES.get(plainKey(words));
  const windows = readWindowsName(words);
  const cities = words.split(/[,/]/, 12).flatMap((city) => cityZones(city.trim()));
  const zones = [known, windows, ...cities].filter((zone) => zone !== undefined);
  if (offset === null) return { zones };
  const sign = offset[1] === '-' ? -1 : 1;
  return { zones, offsetMinutes: sign * (Number(offset[2] ?? 0) * 60 + Number(offset[3] ?? 0)) };
}

function plainKey(words: string): string {
  const plain = words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace('us and canada', 'us & canada');
}

function cityZones(city: string): readonly string[] {
  if (city.length === 0 || city.length > 40) return [];
  const spelled = city.replaceAll(' ', '_');
  const zones = CITY_REGIONS.map((region) => readIanaName(`${region}/${spelled}`));
  return zones.filter((zone) => zone !== undefined);
}

/**
 * The zone of a name that is an offset and nothing else, `UTC+01` or `GMT-0500`: whole hours, no
 * daylight saving. `(GMT+01:00)` is none of them: Outlook means a zone with daylight saving by it.
 */
export function readOffsetName(name: string): string | undefined {
  const match = /^(?:UTC|GMT) ?([+-])(\d{1,2})(?::?00)?$/i.exec(name);
  if (match === null) return undefined;
  // POSIX counts westward: Etc/GMT-1 is an hour east of Greenwich.
  return readIanaName(`Etc/GMT${match[1] === '+' ? '-' : '+'}${Number(match[2])}`);
}
