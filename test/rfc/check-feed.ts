import type { BrokenRule } from './broken-rule.ts';
import { propertyOf, readCalendarLines } from './calendar-reader.ts';
import { checkCalendar } from './calendar-rules.ts';
import { readEntity } from './mime-reader.ts';

/**
 * What a feed may do and a mail may not: hold several events, come from no sender, and say its name in the words
 * that clients knew before RFC 7986.
 */
const OF_FEEDS = (rule: BrokenRule): boolean =>
  rule.rule === 'one-uid' ||
  rule.rule === 'organizer-is-from' ||
  (rule.rule === 'no-private-properties' && /^X-(WR-CALNAME|PUBLISHED-TTL)$/.test(rule.detail));

/** The rules of a calendar (RFC 5545, and the PUBLISH table of RFC 5546) that a feed breaks; none for a sound one. */
export function checkFeed(text: string): readonly BrokenRule[] {
  const octets = Buffer.from(text).toString('latin1');
  const read = readCalendarLines(text);
  const method = propertyOf(read.calendar, 'METHOD')?.value ?? '';
  const root = readEntity('\r\n');
  const none = {
    raw: octets,
    envelope: { to: [] },
    root,
    entities: [],
    calendarParts: [],
    copies: [],
  };
  const broken = checkCalendar({ ...none, calendar: { octets, text, read, method } });
  return broken.filter((each) => !OF_FEEDS(each));
}
