import type { EventVersion } from './event.ts';
import type { Series, TimedSnapshot } from './series.ts';

/** The event that a test sends in place of the one that is tried out. */
export type TestCopy = Readonly<{
  /** Of the copy. */
  eventId: string;
  version: number;
  sequence: number;
  /** When the test was asked for, and when the first one was; ISO instants. */
  at: string;
  createdAt: string;
}>;

const MARK = '[Test]';

/** Said above the description, so that nobody who finds the mail takes it for the invitation. */
const notice = (title: string, at: string): string =>
  `This is a test of «${title}», made at ${at.slice(0, 16).replace('T', ' ')} UTC. It went to a few addresses; answers to it are not counted, and the invitation itself comes later.`;

/**
 * A version of an event as a test sends it: an event of its own, marked in title and description, and in everything that
 * is made of these. So its tickets are its own: the invitation of the same person later is a first one, under another
 * UID, and counts.
 */
export function testCopy(
  { uid, series, ...version }: EventVersion,
  { eventId, version: number, sequence, at, createdAt }: TestCopy,
): EventVersion {
  return {
    ...version,
    ...{
      eventId,
      version: number,
      sequence,
      timeSequence: sequence,
      sequenceAt: at,
      at,
      createdAt,
    },
    uid: `test-${uid}`.slice(0, 255),
    series: marked(series, at),
    kind: number === 1 ? 'created' : 'updated',
    tells: 'nobody',
    diff: [],
  };
}

function marked({ master, overrides, status }: Series, at: string): Series {
  const mark = <T extends TimedSnapshot>(snapshot: T): T => ({
    ...snapshot,
    summary: `${MARK} ${snapshot.summary}`,
    description: `${notice(snapshot.summary, at)}\n\n${snapshot.description}`,
  });
  return { status, master: mark(master), overrides: overrides.map(mark) };
}
