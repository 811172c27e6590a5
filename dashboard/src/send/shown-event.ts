/** What a calendar shows of an event. `end` is exclusive; without one the event is a moment. */
export type ShownEvent = Readonly<{
  summary: string;
  start: string;
  end: string;
  timeZone?: string;
  location: string;
  organizer: string;
  attendee: string;
}>;

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The name, else the address, of somebody in an event. */
function personIn(value: unknown): string {
  const { name, address } = (value ?? {}) as { name?: unknown; address?: unknown };
  return textIn(name) || textIn(address);
}

/** What a calendar shows, of what the API's reader found in a mail; undefined where it found no event. */
export function shownEvent(read: Readonly<Record<string, unknown>>): ShownEvent | undefined {
  const start = textIn(read.start);
  if (start === '') return undefined;
  const timeZone = textIn(read.timeZone);
  return {
    summary: textIn(read.summary),
    start,
    end: textIn(read.end) || start,
    ...(timeZone && { timeZone }),
    location: textIn(read.location),
    organizer: personIn(read.organizer),
    attendee: personIn(read.attendee),
  };
}
