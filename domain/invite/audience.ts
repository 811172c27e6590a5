/** How a guest was reached (design, section 1). `button:<vendor>` names the mail vendor. */
export type Origin = 'list' | 'page' | 'api' | 'shared' | 'test' | `button:${string}`;

/** One recipient of a run, as frozen in the audience object: one JSON line each. */
export type AudienceRow = Readonly<{
  guestKey: string;
  address: string;
  name?: string;
  /** IANA zone of the guest, where the list says so. */
  zone?: string;
  /** @default 'list' */
  origin?: Origin;
}>;

/** A slice of the audience object: what one worker claims, reads and sends. */
export type AudienceRange = Readonly<{
  range: number;
  /** First octet and the octet after the last. */
  start: number;
  end: number;
  count: number;
}>;

/**
 * Guests in a range. One claim and one Lambda call serve them all: $0.10 per million guests in Step Functions against
 * $25 one by one (aws.md 6.3).
 */
export const RANGE_SIZE = 250;

/** Guests that are in flight between two fences; the most that a crash can leave ambiguous. */
const MAX_CHUNK = 25;

/** A chunk takes 10 seconds at most: its fence is good for 30, and SES may take 10 to answer. */
const CHUNK_SECONDS = 10;

/** How long a claim holds without a new fence: this long a crashed worker keeps its range. */
export const LEASE_MS = 30_000;

/** So long behind its fence a mail is handed over at the latest: SES may take 10 seconds to answer, and 2 are kept (Table B, B28). */
export const HANDED_OVER_MS = LEASE_MS - 12_000;

/** How many guests a worker sends to behind one fence. @param ratePerSecond what it may send */
export function chunkSize(ratePerSecond: number): number {
  return Math.max(1, Math.min(MAX_CHUNK, Math.floor(ratePerSecond * CHUNK_SECONDS)));
}

/**
 * Cuts an audience into ranges while it is written, line by line, so that memory does not grow.
 *
 * `add` gives the range that the line completes, `end` the one that is left over.
 */
export function rangeCutter(size = RANGE_SIZE): {
  add(octets: number): AudienceRange | undefined;
  end(): AudienceRange | undefined;
} {
  let range = 0;
  let start = 0;
  let offset = 0;
  let count = 0;
  const cut = (): AudienceRange | undefined => {
    if (count === 0) return undefined;
    const done = { range, start, end: offset, count };
    range += 1;
    start = offset;
    count = 0;
    return done;
  };
  return {
    add(octets) {
      offset += octets;
      count += 1;
      return count === size ? cut() : undefined;
    },
    end: cut,
  };
}

/** The rows of one range of the audience object. */
export function readAudience(text: string): readonly AudienceRow[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AudienceRow);
}
