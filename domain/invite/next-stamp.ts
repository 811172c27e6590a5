import { type EventState, type Stamp, stampOf } from './event-state.ts';

/**
 * The stamp of a message that wins over everything that was said of an event: a SEQUENCE above all others, and a
 * DTSTAMP of now, or behind the newest of a clock that is ahead (RFC 5546 §2.1.5).
 */
export function nextStamp({ event, instances }: EventState, now: Date): Stamp {
  const said = [event, ...Object.values(instances)].flatMap(({ request, cancel }) => [
    ...(request ? [stampOf(request, '')] : []),
    ...(cancel ? [cancel] : []),
  ]);
  const all = event.cut ? [...said, event.cut] : said;
  const newest = Math.max(0, ...all.map(({ dtstamp }) => Date.parse(dtstamp) + 1_000 || 0));
  const at = new Date(Math.max(now.getTime(), newest));
  return {
    sequence: 1 + Math.max(-1, ...all.map(({ sequence }) => sequence)),
    dtstamp: `${at.toISOString().slice(0, 19)}Z`,
  };
}
