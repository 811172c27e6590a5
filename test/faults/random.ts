/** Numbers that look drawn, and are the same for the same seed. */
export type Random = Readonly<{
  /** From 0 up to 1 (exclusive). */
  next(): number;
  /** From `low` up to `high` (exclusive), whole. */
  whole(low: number, high: number): number;
  /** True so often of 1. */
  chance(share: number): boolean;
  pick<T>(among: readonly [T, ...T[]]): T;
}>;

/** Mulberry32: 32 bits of state are enough to tell seeds apart. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low));
  return {
    next,
    whole,
    chance: (share) => next() < share,
    pick: (among) => among[whole(0, among.length)] ?? among[0],
  };
}
