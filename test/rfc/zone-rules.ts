import { type BrokenRule, broken, unless } from './broken-rule.ts';
import {
  type Component,
  componentsOf,
  type Property,
  propertiesOf,
  propertyOf,
} from './calendar-reader.ts';

/** RFC 5545 §3.3.14; `-000000` is not an offset. */
const OFFSET = /^(?!-0000(00)?$)[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?$/;

/**
 * What the time zones of a calendar break: a VTIMEZONE for every TZID that is used, each in the form
 * that Exchange and Outlook read: one STANDARD, at most one DAYLIGHT, rules with BYDAY.
 */
export function checkZones(calendar: Component): readonly BrokenRule[] {
  const zones = componentsOf(calendar, 'VTIMEZONE');
  const names = zones.map((zone) => propertyOf(zone, 'TZID')?.value ?? '');
  const used = new Set(
    componentsOf(calendar, 'VEVENT').flatMap(({ properties }) =>
      properties.flatMap(({ params }) => params.get('TZID') ?? []),
    ),
  );
  const missing = [...used].filter((name) => !names.includes(name));
  return [
    ...missing.map((name) => broken('vtimezone-present', `no VTIMEZONE for ${name}`)),
    ...unless(new Set(names).size === names.length, 'vtimezone-form', 'one TZID twice'),
    ...zones.flatMap(checkZone),
  ];
}

function checkZone(zone: Component): readonly BrokenRule[] {
  const standard = componentsOf(zone, 'STANDARD');
  const daylight = componentsOf(zone, 'DAYLIGHT');
  const wrong = [
    ...(propertiesOf(zone, 'TZID').length === 1 ? [] : ['not one TZID']),
    ...(standard.length === 1 ? [] : [`${standard.length} STANDARD`]),
    ...(daylight.length <= 1 ? [] : [`${daylight.length} DAYLIGHT`]),
    ...[...standard, ...daylight].flatMap(wrongObservance),
  ];
  return wrong.map((detail) => broken('vtimezone-form', detail));
}

function wrongObservance({ name, properties }: Component): readonly string[] {
  const value = (key: string): string | undefined =>
    properties.find((property: Property) => property.name === key)?.value;
  const rule = value('RRULE');
  const offsets = ['TZOFFSETFROM', 'TZOFFSETTO'].filter((key) => !OFFSET.test(value(key) ?? ''));
  const start = properties.find((property) => property.name === 'DTSTART');
  const isLocal = /^\d{8}T\d{6}$/.test(start?.value ?? '') && start?.params.size === 0;
  const keys = properties.map((property) => property.name);
  return [
    ...offsets.map((key) => `${name} with ${key}:${value(key)}`),
    ...(isLocal ? [] : [`${name} with DTSTART:${start?.value}`]),
    ...(rule === undefined || /^FREQ=YEARLY;.*BYDAY=/.test(rule) ? [] : [`${name} with ${rule}`]),
    ...(new Set(keys).size === keys.length ? [] : [`${name} with a property twice`]),
    ...(keys.includes('RDATE') ? [`${name} with RDATE`] : []),
  ];
}
