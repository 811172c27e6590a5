import { describeDates } from './describe-dates.ts';
import { describeRule } from './describe-rule.ts';
import { dateWords, durationWords, timeWords, wallClockOf, zoneOf } from './english-words.ts';
import { expand } from './rrule.ts';
import type { EventSnapshot, EventTime } from './snapshot.ts';
import { toInstant } from './zones.ts';

/** Characters of a text that a clause quotes. */
const MAX_QUOTE = 60;
/** One more than COUNT may be: series that differ only by the last instance differ. */
const MAX_INSTANCES = 1_001;

/**
 * What a guest would notice between two versions of an event, in English clauses: time, length,
 * recurrence, dates, place, title, description, link, free or busy, in this order.
 *
 * Texts are quoted up to 60 characters. The same instants written otherwise (another zone with the same
 * clock, COUNT for UNTIL) are no difference.
 *
 * @returns nothing where a guest would notice nothing
 */
export function describeDifference(before: EventSnapshot, after: EventSnapshot): readonly string[] {
  return [
    ...timeDifference(before, after),
    ...ruleDifference(before, after),
    ...describeDates(before, after),
    ...textDifference('place', before.location, after.location),
    ...textDifference('title', before.summary, after.summary),
    ...descriptionDifference(plain(before.description), plain(after.description)),
    ...textDifference('link', before.url ?? '', after.url ?? ''),
    ...(before.transparent === after.transparent
      ? []
      : [after.transparent ? 'shown as free' : 'shown as busy']),
  ];
}

function timeDifference(before: EventSnapshot, after: EventSnapshot): readonly string[] {
  const [from, to] = [before.start, after.start];
  if (to === undefined) return [];
  if (from === undefined) return [`starts ${placed(to)}`];
  const lengths = [lengthOf(before), lengthOf(after)] as const;
  if (from.kind !== 'date' && to.kind === 'date') return [`is all day now: ${timeWords(to)}`];
  if (from.kind === 'date' && to.kind !== 'date') return [`is not all day any more: ${placed(to)}`];
  const moved = moveWords(from, to);
  const change = lengths[1] - lengths[0];
  if (change === 0) return moved;
  if (moved.length === 0 && to.kind !== 'date') return [`ends ${shiftWords(change)}`];
  return [...moved, `takes ${durationWords(lengths[1])} instead of ${durationWords(lengths[0])}`];
}

function lengthOf({ start, end }: EventSnapshot): number {
  return start === undefined || end === undefined ? 0 : toInstant(end) - toInstant(start);
}

function moveWords(from: EventTime, to: EventTime): readonly string[] {
  const shift = toInstant(to) - toInstant(from);
  if (shift === 0) return [];
  const sameClock = zoneOf(from) === zoneOf(to);
  const sameDay = dateWords(wallClockOf(from)) === dateWords(wallClockOf(to));
  if (sameClock && sameDay) return [`starts ${shiftWords(shift)}`];
  return [`moved from ${sameClock ? timeWords(from) : placed(from)} to ${placed(to)}`];
}

function shiftWords(milliseconds: number): string {
  return `${durationWords(Math.abs(milliseconds))} ${milliseconds > 0 ? 'later' : 'earlier'}`;
}

function placed(time: EventTime): string {
  return time.kind === 'date' ? timeWords(time) : `${timeWords(time)} (${zoneOf(time)})`;
}

function ruleDifference(before: EventSnapshot, after: EventSnapshot): readonly string[] {
  const [from, to] = [before.start, after.start];
  if (from === undefined || to === undefined) return [];
  if (before.rrule === after.rrule && zoneOf(from) === zoneOf(to)) return [];
  const moved = toInstant(from) !== toInstant(to) || from.kind !== to.kind;
  if (!moved && sameInstances(before, after)) return [];
  const [old, now] = [wordsOf(before.rrule, from), wordsOf(after.rrule, to)];
  if (before.rrule === after.rrule) {
    const zones = [zoneOf(from), zoneOf(to)];
    return moved || after.rrule === undefined ? [] : [`time zone: ${zones[1]} (was: ${zones[0]})`];
  }
  if (after.rrule === undefined) return [`does not repeat any more (was: ${old})`];
  if (old !== now) return [`repeats ${now} (was: ${old})`];
  return moved ? [] : [`repeats ${now}, on other dates than before`];
}

function wordsOf(rrule: string | undefined, start: EventTime): string {
  return rrule === undefined ? 'once' : describeRule(rrule, start);
}

/** Does DTSTART with its rule give the same instants? */
function sameInstances(before: EventSnapshot, after: EventSnapshot): boolean {
  const window = {
    from: Number.NEGATIVE_INFINITY,
    limit: MAX_INSTANCES,
    horizon: Number.POSITIVE_INFINITY,
  };
  const [old, now] = [before, after].map((event) =>
    expand({ ...event, rdates: [], exdates: [] }, window).join(),
  );
  return old === now;
}

function textDifference(name: string, before: string, after: string): readonly string[] {
  const [old, now] = [plain(before), plain(after)];
  if (old === now) return [];
  if (old === '') return [`${name} added: ${quoted(now)}`];
  if (now === '') return [`${name} removed: ${quoted(old)}`];
  // Texts that differ behind their cut only.
  if (quoted(old) === quoted(now)) return [`${name} changed: ${quoted(now)}`];
  return [`${name}: ${quoted(old)} became ${quoted(now)}`];
}

function descriptionDifference(before: string, after: string): readonly string[] {
  if (before === after) return [];
  if (before === '') return ['description added'];
  return [after === '' ? 'description removed' : 'description changed'];
}

/** Line breaks and runs of spaces are what mail clients rewrap, not what a person wrote. */
function plain(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function quoted(text: string): string {
  const characters = [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
  const cut = characters.length > MAX_QUOTE;
  return `«${cut ? `${characters.slice(0, MAX_QUOTE - 1).join('')}…` : text}»`;
}
