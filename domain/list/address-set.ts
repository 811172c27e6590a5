const SHARD_BITS = 8;
const SHARDS = 1 << SHARD_BITS;
const FIRST_SLOTS = 64;
/** Of used slots. At 0.8 a new address looks at 13 slots, each a miss of the cache; at 0.7 at 6. */
const MAX_LOAD = 0.7;
/** Small steps: doubling would leave up to 60 % of the slots empty. */
const GROWTH = 1.25;
/** Words of a slot: high and low half of the hash, and the line; line 0 = free. */
const WORDS = 3;

/** Looked up once: `hash` calls `imul` twice a character. */
const { imul, floor } = Math;

type Shard = { words: Uint32Array<ArrayBuffer>; slots: number; used: number };

/**
 * Remembers on which line each address was first seen, in 17 to 22 octets an address.
 *
 * It keeps 64-bit hashes, not addresses: 10,000,000 of them take up to 220 MB, where a `Map` of strings takes
 * over 1 GB. Two different addresses share a hash with a chance of n²/2^65: one file of 10,000,000 rows
 * in 370,000 loses one guest to a false duplicate, one of 100,000 rows in 3.7e9.
 * Shards grow one by one, so that growing never needs two copies of the whole table.
 */
export class AddressSet {
  readonly #shards: Shard[] = [];
  readonly #seed: number;

  /** @param seed keeps a hostile file from being made to collide; any 32-bit number */
  constructor(seed = 0) {
    this.#seed = seed | 0;
    for (let i = 0; i < SHARDS; i += 1) this.#shards.push(makeShard(FIRST_SLOTS));
  }

  /**
   * Adds an address unless it is there.
   *
   * @param line from 1 to 2^32 - 1
   * @returns the line it was first added with, or undefined when it is new
   */
  add(address: string, line: number): number | undefined {
    const [high, low] = hash(address, this.#seed);
    const index = high >>> (32 - SHARD_BITS);
    let shard = this.#shards[index] as Shard;
    if (shard.used >= shard.slots * MAX_LOAD) {
      shard = grow(shard);
      this.#shards[index] = shard;
    }
    const at = findSlot(shard, high, low);
    const seen = shard.words[at + 2] as number;
    if (seen !== 0) return seen;
    fill(shard, at, high, low, line);
    return undefined;
  }
}

/** Two 32-bit lanes with different multipliers, each finished with bits of the other. */
function hash(text: string, seed: number): readonly [high: number, low: number] {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = imul(a ^ code, 2654435761);
    b = imul(b ^ code, 1597334677);
  }
  a = imul(a ^ (a >>> 16), 2246822507) ^ imul(b ^ (b >>> 13), 3266489909);
  b = imul(b ^ (b >>> 16), 2246822507) ^ imul(a ^ (a >>> 13), 3266489909);
  return [a >>> 0, b >>> 0];
}

function makeShard(slots: number): Shard {
  return { words: new Uint32Array(slots * WORDS), slots, used: 0 };
}

/** Index of the first word of a hash's slot: where it is, or the free one where it belongs. */
function findSlot(shard: Shard, high: number, low: number): number {
  const { words } = shard;
  let at = floor((low / 0x1_0000_0000) * shard.slots) * WORDS;
  while (words[at + 2] !== 0 && (words[at + 1] !== low || words[at] !== high)) {
    at += WORDS;
    if (at === words.length) at = 0;
  }
  return at;
}

function fill(shard: Shard, at: number, high: number, low: number, line: number): void {
  shard.words[at] = high;
  shard.words[at + 1] = low;
  shard.words[at + 2] = line;
  shard.used += 1;
}

function grow(old: Shard): Shard {
  const shard = makeShard(Math.ceil(old.slots * GROWTH));
  for (let from = 0; from < old.words.length; from += WORDS) {
    const line = old.words[from + 2] as number;
    if (line === 0) continue;
    const high = old.words[from] as number;
    const low = old.words[from + 1] as number;
    fill(shard, findSlot(shard, high, low), high, low, line);
  }
  // Detaching frees the octets now; the collector would leave a second table lying about for seconds.
  old.words.buffer.transfer(0);
  return shard;
}
