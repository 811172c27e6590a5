import { type BrokenRule, broken, type Rule } from './broken-rule.ts';
import { type Component, componentsOf, propertiesOf } from './calendar-reader.ts';

/** How often a property stands in one VEVENT. */
type Presence = readonly [least: number, most: number];

const NONE: Presence = [0, 0];
const MAYBE: Presence = [0, 1];
const ONE: Presence = [1, 1];
const SOME: Presence = [1, Infinity];
const ANY: Presence = [0, Infinity];

/** The rows that all six tables share; each table names those in which it differs. */
const COMMON = {
  ...{ DTSTAMP: ONE, ORGANIZER: ONE, UID: ONE, DTSTART: MAYBE, SUMMARY: MAYBE, SEQUENCE: ONE },
  ...{
    CLASS: MAYBE,
    CREATED: MAYBE,
    DESCRIPTION: MAYBE,
    DTEND: MAYBE,
    DURATION: MAYBE,
    GEO: MAYBE,
  },
  ...{ 'LAST-MODIFIED': MAYBE, LOCATION: MAYBE, PRIORITY: MAYBE, 'RECURRENCE-ID': MAYBE },
  ...{ RRULE: MAYBE, STATUS: MAYBE, TRANSP: MAYBE, URL: MAYBE },
  ...{ ATTACH: ANY, ATTENDEE: ANY, CATEGORIES: ANY, COMMENT: ANY, CONTACT: ANY, EXDATE: ANY },
  ...{ RDATE: ANY, 'RELATED-TO': ANY, RESOURCES: ANY, 'REQUEST-STATUS': ANY },
} as const satisfies Readonly<Record<string, Presence>>;

type Table = Readonly<{
  rule: Rule;
  rows: Readonly<Record<string, Presence>>;
  events: Presence;
  alarms: Presence;
}>;

/** RFC 5546 lets a SEQUENCE of 0 be absent in three tables; ours is always there. */
const TABLES: ReadonlyMap<string, Table> = new Map<string, Table>([
  [
    'PUBLISH',
    {
      rule: 'publish-table',
      rows: {
        ...{ ...COMMON, DTSTART: ONE, SUMMARY: ONE, CONTACT: MAYBE },
        ...{ ATTENDEE: NONE, 'REQUEST-STATUS': NONE },
      },
      events: SOME,
      alarms: ANY,
    },
  ],
  [
    'REQUEST',
    {
      rule: 'request-table',
      rows: { ...COMMON, DTSTART: ONE, SUMMARY: ONE, ATTENDEE: SOME, 'REQUEST-STATUS': NONE },
      events: SOME,
      alarms: ANY,
    },
  ],
  [
    'REPLY',
    { rule: 'reply-table', rows: { ...COMMON, ATTENDEE: ONE }, events: SOME, alarms: NONE },
  ],
  [
    'CANCEL',
    {
      rule: 'cancel-table',
      rows: { ...COMMON, 'REQUEST-STATUS': NONE },
      events: SOME,
      alarms: NONE,
    },
  ],
  [
    'COUNTER',
    {
      rule: 'counter-table',
      rows: { ...COMMON, DTSTART: ONE, SUMMARY: ONE },
      events: ONE,
      alarms: ANY,
    },
  ],
  [
    'DECLINECOUNTER',
    {
      rule: 'declinecounter-table',
      rows: { ...COMMON, ATTENDEE: SOME },
      events: SOME,
      alarms: NONE,
    },
  ],
]);

/** The components that no table allows beside a VEVENT. */
const OTHER_KINDS = ['VTODO', 'VJOURNAL', 'VFREEBUSY'];

/**
 * What a calendar breaks of its method's table for VEVENT. SEQUENCE and ATTENDEE have rules of their
 * own where the house asks for more than the table.
 */
export function checkTable(calendar: Component, method: string): readonly BrokenRule[] {
  const table = TABLES.get(method);
  if (table === undefined) return [broken('known-method', `METHOD:${method}`)];
  const events = componentsOf(calendar, 'VEVENT');
  const others = OTHER_KINDS.filter((kind) => componentsOf(calendar, kind).length > 0);
  const wrong = [
    ...others.map((kind) => `a ${kind}`),
    ...count('VEVENT', events.length, table.events),
    ...events.flatMap((event) => wrongRows(event, table)),
  ];
  return wrong.map((detail) => broken(table.rule, detail));
}

function wrongRows(event: Component, { rows, alarms }: Table): readonly string[] {
  const counted = Object.entries(rows).flatMap(([name, presence]) =>
    count(name, propertiesOf(event, name).length, presence),
  );
  const hasBoth = ['DTEND', 'DURATION'].every((name) => propertiesOf(event, name).length > 0);
  return [
    ...counted,
    ...(hasBoth ? ['DTEND and DURATION'] : []),
    ...count('VALARM', componentsOf(event, 'VALARM').length, alarms),
  ];
}

function count(name: string, found: number, [least, most]: Presence): readonly string[] {
  return found >= least && found <= most ? [] : [`${found} of ${name}`];
}
