import type { CalendarMessage } from '../../domain/calendar/snapshot.ts';
import { toInstant } from '../../domain/calendar/zones.ts';
import { cancel, component, request } from '../fixtures/said.ts';
import { utcTime } from './guest-calendar.ts';
import type { Random } from './random.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const FIRST = Date.UTC(2031, 2, 4, 18);
const WEEKS = 4;

/** An organizer's client that says one thing after the other of one event. */
export type Organizer = Readonly<{
  /** What was said, in words, for the report of a failure. */
  said: readonly string[];
  invite(): CalendarMessage;
  /** Something else than before: of the event, of one date, or its end. */
  change(): CalendarMessage;
}>;

/** An organizer of a single event or a weekly series, with a UID of their own. */
export function organizerOf(random: Random, uid: string): Organizer {
  const isSeries = random.chance(0.6);
  const said: string[] = [];
  let words = 0;
  let sequence = 0;
  let start = FIRST;
  let summary = 'Word 0';
  const stamp = () => {
    words += 1;
    // Google changes events under an equal SEQUENCE.
    if (random.chance(0.7)) sequence += 1;
    const dtstamp = `${new Date(Date.UTC(2026, 10, 30) + words * 60_000).toISOString().slice(0, 19)}Z`;
    return { uid, sequence, dtstamp };
  };
  const times = (at: number) => ({ start: utcTime(at), end: utcTime(at + HOUR_MS) });
  const whole = () =>
    component({
      ...{ ...stamp(), ...times(start), summary },
      ...(isSeries && { rrule: `FREQ=WEEKLY;COUNT=${WEEKS}` }),
    });
  const say = (what: string, message: CalendarMessage): CalendarMessage => {
    said.push(what);
    return message;
  };
  const date = (minutes: number, title: string) => {
    const at = start + random.whole(0, WEEKS) * WEEK_MS;
    return component({
      ...{ ...stamp(), ...times(at + minutes * 60_000), summary: title },
      recurrenceId: utcTime(at),
    });
  };
  const nameOf = ({ master, overrides: [first] }: CalendarMessage): string => {
    const at = master?.start ?? first?.recurrenceId;
    return at ? new Date(toInstant(at)).toISOString().slice(5, 16) : '';
  };
  const changes: [() => CalendarMessage, ...(() => CalendarMessage)[]] = [
    () => {
      summary = `Word ${words}`;
      return say(`called ${summary}`, request(whole()));
    },
    () => {
      summary = 'Word 0';
      return say('called Word 0 again', request(whole()));
    },
    () => {
      start = FIRST + random.whole(0, 3) * HOUR_MS;
      const message = request(whole());
      return say(`at ${nameOf(message)}`, message);
    },
    () => say('nothing new', request(whole())),
    () => say('cancelled', cancel(whole())),
  ];
  const ofDates: typeof changes = [
    () => {
      const message = request(date(random.whole(1, 4) * 15, summary));
      return say(`${nameOf(message)} moved`, message);
    },
    () => {
      const message = request(date(0, summary));
      return say(`${nameOf(message)} as the rule has it`, message);
    },
    () => {
      const message = cancel(date(0, summary));
      return say(`${nameOf(message)} cancelled`, message);
    },
  ];
  return {
    said,
    invite: () => request(whole()),
    change: () => random.pick(isSeries && random.chance(0.6) ? ofDates : changes)(),
  };
}
