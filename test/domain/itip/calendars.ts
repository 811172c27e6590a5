/** What the calendar of a test is made of; the defaults are an organizer's new event. */
export type CalendarKnobs = Readonly<{
  /** null leaves METHOD out. */
  method: string | null;
  prodid: string;
  uid: string;
  sequence: number | null;
  dtstamp: string;
  /** Whole line; null leaves it out. */
  organizer: string | null;
  attendees: readonly string[];
  /** Whole lines of DTSTART and DTEND. */
  times: readonly string[];
  /** Further whole lines of the VEVENT. */
  lines: readonly string[];
  /** Further components, as whole lines. */
  more: readonly string[];
}>;

/** The text of a VEVENT with these lines. */
export const vevent = (lines: readonly string[]): readonly string[] => [
  'BEGIN:VEVENT',
  ...lines,
  'END:VEVENT',
];

/** The text of a calendar with one VEVENT, LF between lines. */
export function calendarText(knobs: Partial<CalendarKnobs> = {}): string {
  const {
    method = 'REQUEST',
    prodid = '-//Google Inc//Google Calendar 70.9054//EN',
    uid = 'autumn-1@google.com',
    sequence = 0,
    dtstamp = '20261122T115800Z',
    organizer = 'ORGANIZER;CN=Alice Organizer:mailto:alice@corp.example',
    attendees = [
      'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:calendar@example.test',
    ],
    times = ['DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z'],
    lines = [],
    more = [],
  } = knobs;
  return [
    'BEGIN:VCALENDAR',
    `PRODID:${prodid}`,
    'VERSION:2.0',
    ...(method === null ? [] : [`METHOD:${method}`]),
    ...vevent([
      `UID:${uid}`,
      `DTSTAMP:${dtstamp}`,
      ...(sequence === null ? [] : [`SEQUENCE:${sequence}`]),
      ...(organizer === null ? [] : [organizer]),
      ...attendees,
      ...times,
      'SUMMARY:Autumn meeting',
      ...lines,
    ]),
    ...more,
    'END:VCALENDAR',
    '',
  ].join('\n');
}
