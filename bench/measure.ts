/** One way of doing the work. @returns how many units it did */
export type Way = Readonly<{ name: string; run(): Promise<number> }>;

/** Medians of one way. */
export type Measured = Readonly<{ perSecond: number; cpuMicroseconds: number }>;

/** The middle value; of an even number of values the upper one. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** A number with `digits` behind the point. */
export const round = (value: number, digits = 0): number => Number(value.toFixed(digits));

type Sample = Readonly<{ perSecond: number; cpu: number }>;

async function sample({ run }: Way): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const units = await run();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: units / seconds, cpu: (user + system) / units };
}

/** Rounds of all ways in turn, and what they give. */
export type Rounds = Readonly<{
  ways: Readonly<Record<string, Measured>>;
  /** How many times as fast one way was as another: the median of the rounds' own ratios, by the clock. */
  ratio(fast: string, slow: string): number;
  /** The same by CPU time of this process, which other programs on the machine disturb less. */
  cpuRatio(fast: string, slow: string): number;
}>;

/**
 * Runs every way once to warm up, then all of them in turn, round after round: whatever slows the machine down
 * for a while slows them all.
 */
export async function interleave(ways: readonly Way[], rounds: number): Promise<Rounds> {
  for (const way of ways) await sample(way);
  const samples = new Map<string, Sample[]>(ways.map(({ name }) => [name, []]));
  for (let i = 0; i < rounds; i += 1) {
    for (const way of ways) samples.get(way.name)?.push(await sample(way));
  }
  const of = (name: string) => samples.get(name) ?? [];
  const pairs = (fast: string, slow: string, of2: (a: Sample, b: Sample) => number) =>
    median(of(fast).map((one, i) => of2(one, of(slow)[i] ?? one)));
  const measured = (all: readonly Sample[]): Measured => ({
    perSecond: round(median(all.map(({ perSecond }) => perSecond))),
    cpuMicroseconds: round(median(all.map(({ cpu }) => cpu))),
  });
  return {
    ways: Object.fromEntries([...samples].map(([name, all]) => [name, measured(all)])),
    ratio: (fast, slow) => pairs(fast, slow, (a, b) => a.perSecond / b.perSecond),
    cpuRatio: (fast, slow) => pairs(fast, slow, (a, b) => b.cpu / a.cpu),
  };
}

/** Does `count` pieces of work with `inFlight` of them under way at any time. */
export async function drain(
  count: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return count;
}
