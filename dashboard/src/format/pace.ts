/** How far a run was when somebody looked. @param at epoch milliseconds */
export type Seen = Readonly<{ at: number; sent: number; done: number }>;

/** How fast a run goes, as its last looks tell, and how long it takes yet. */
export type Pace = Readonly<{ perSecond: number; secondsLeft?: number }>;

/** The pace of a run over its last looks, the oldest first. */
export function paceOf(seen: readonly Seen[], total: number): Pace {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.at <= first.at) return { perSecond: 0 };
  const seconds = (last.at - first.at) / 1_000;
  const perSecond = (last.sent - first.sent) / seconds;
  const doneEach = (last.done - first.done) / seconds;
  if (doneEach <= 0) return { perSecond };
  return { perSecond, secondsLeft: Math.ceil(Math.max(0, total - last.done) / doneEach) };
}
