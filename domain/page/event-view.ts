import { describeTime } from '../calendar/describe-time.ts';
import { timeAt } from '../calendar/is-instance.ts';
import { expand } from '../calendar/rrule.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import { toInstant, WESTERNMOST_MS } from '../calendar/zones.ts';
import { type EventRecord, type EventVersion, NOT_PUBLIC } from '../invite/event.ts';
import type { Series } from '../invite/series.ts';
import { cleanLine, cleanText, MAX_TEXT } from '../text/clean-text.ts';
import type { Language } from './language.ts';
import { type RuleText, ruleWords } from './rule-words.ts';

/** Whether an event gives invitations, and why it does not. */
export type EventStanding = 'open' | 'closed' | 'past' | 'cancelled';

/** Start and end of one date. */
export type Occurrence = Readonly<{ start: EventTime; end: EventTime }>;

/** An event as a page shows it. Texts are plain, without control characters; the page escapes them. */
export type EventView = Readonly<{
  eventId: string;
  title: string;
  /** Name of the organizer, or the domain of their address: a page names no address. */
  organizer: string;
  standing: EventStanding;
  /** The next date of a series, or its first one; of a single event its time. */
  shown: Occurrence;
  /** In the language, in the event's zone, which is named. */
  when: string;
  location: string;
  description: string;
  repeats?: RuleText;
  /** Of a series: the dates behind the one that is shown. */
  next: readonly string[];
  isListed: boolean;
}>;

/** Dates of a series that a page shows. */
const MAX_DATES = 6;

/** The last day that the product knows of (security.md 1.7). */
const HORIZON = Date.UTC(2100, 0, 1);

/** Whether an event gives invitations at a moment. @param now epoch ms */
export function standingOf(record: EventRecord, now: number): EventStanding {
  if (record.status === 'cancelled') return 'cancelled';
  if (record.endsAt !== undefined && Date.parse(record.endsAt) <= now) return 'past';
  const { open } = record.page ?? NOT_PUBLIC;
  return open && record.blocked === undefined ? 'open' : 'closed';
}

/** Name of the organizer for the public: never an address. */
export function organizerName({ owner, ownerName = '' }: EventRecord): string {
  return cleanLine(ownerName, 200) || owner.slice(owner.lastIndexOf('@') + 1);
}

/** The event as a page shows it in a language. @param now epoch ms */
export function eventView(
  record: EventRecord,
  version: EventVersion,
  language: Language,
  now: number,
): EventView {
  const { series } = version;
  const { master } = series;
  const [shown = master, ...next] = upcoming(series, now);
  const say = ({ start, end }: Occurrence) => describeTime(start, end, { locale: language });
  return {
    eventId: record.eventId,
    title: cleanLine(master.summary) || '–',
    organizer: organizerName(record),
    standing: standingOf(record, now),
    shown,
    when: say(shown),
    location: cleanLine(master.location),
    description: cleanText(master.description, MAX_TEXT),
    ...(master.rrule !== undefined && {
      repeats: ruleWords(master.rrule, master.start, language),
    }),
    next: next.map(say),
    isListed: record.page?.listed ?? false,
  };
}

/** The dates of a series that are not over, as they were changed one by one; none when all are over. */
export function upcoming({ master, overrides }: Series, now: number): readonly Occurrence[] {
  const length = toInstant(master.end) - toInstant(master.start);
  const late = master.start.kind === 'date' ? WESTERNMOST_MS : 0;
  const changed = new Set(overrides.map(({ recurrenceId }) => toInstant(recurrenceId)));
  const window = { from: now - length - late + 1, limit: MAX_DATES * 2, horizon: HORIZON };
  const regular = expand(master, window)
    .filter((at) => !changed.has(at))
    .map((at) => ({ start: timeAt(master.start, at), end: timeAt(master.end, at + length) }));
  return [...regular, ...overrides.filter(({ end }) => toInstant(end) + late > now)]
    .sort((a, b) => toInstant(a.start) - toInstant(b.start))
    .slice(0, MAX_DATES);
}
