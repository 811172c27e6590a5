/** What goes wrong in a life, by kind. */
export const FAULT_KINDS = ['death', 'stall', 'lostAnswer', 'lostRequest', 'rejected'] as const;

/** A kind of fault. */
export type FaultKind = (typeof FAULT_KINDS)[number];

type Counts = Readonly<{
  guests: number;
  mails: number;
  injected: Readonly<Record<FaultKind, number>>;
  /** Guests who do not see the newest version, and of whom no failure is told. */
  lost: number;
  /** Guests who got a version twice, more than are counted as re-sent or lie behind a fence of a dead process. */
  doubled: number;
  /** Guests who got a version twice and are not counted as re-sent, at most a range for each process that died. */
  behindFences: number;
  /** Mails that went out once more after the silence, and are counted so. */
  resent: number;
}>;

/** What a seed came to, in numbers; a line of the file that `npm run faults` reads. */
export type LifeFigures = Counts &
  Readonly<{
    seed: number;
    /** Every invariant that does not hold, in words. */
    wrong: readonly string[];
    /** What happened, a line each; only when one seed is told alone. */
    story?: readonly string[];
  }>;

/** Figures of many seeds. */
export type Totals = Counts &
  Readonly<{
    seeds: number;
    resentPerMillion: number;
    /** Seeds in which an invariant does not hold. */
    violated: readonly number[];
  }>;

/** The sum of what seeds came to. */
export function totalsOf(lives: readonly LifeFigures[]): Totals {
  const sum = (of: (life: LifeFigures) => number): number =>
    lives.reduce((total, life) => total + of(life), 0);
  const mails = sum((life) => life.mails);
  const resent = sum((life) => life.resent);
  const counted = FAULT_KINDS.map((kind) => [kind, sum(({ injected }) => injected[kind])]);
  return {
    seeds: lives.length,
    guests: sum((life) => life.guests),
    mails,
    injected: Object.fromEntries(counted) as Record<FaultKind, number>,
    lost: sum((life) => life.lost),
    doubled: sum((life) => life.doubled),
    behindFences: sum((life) => life.behindFences),
    resent,
    resentPerMillion: mails === 0 ? 0 : Math.round((resent / mails) * 1_000_000),
    violated: lives.filter(({ wrong }) => wrong.length > 0).map(({ seed }) => seed),
  };
}

const KINDS: Readonly<Record<FaultKind, string>> = {
  death: 'processes that died at a call',
  stall: 'calls of 24 to 54 s (a lease is 30)',
  lostAnswer: 'answers of SES that were lost',
  lostRequest: 'requests to SES that were lost',
  rejected: 'mails that SES rejected',
};

/** The totals as a table for a person. */
export function totalsText({ injected, ...totals }: Totals): string {
  const rows: readonly (readonly [string, number])[] = [
    ['lives of an event (seeds)', totals.seeds],
    ['guests', totals.guests],
    ['mails that SES took', totals.mails],
    ...FAULT_KINDS.map((kind) => [KINDS[kind], injected[kind]] as const),
    ['lost', totals.lost],
    ['doubled', totals.doubled],
    ['twice behind a dead fence', totals.behindFences],
    ['re-sent after silence', totals.resent],
    ['re-sent per million mails', totals.resentPerMillion],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .map(([name, value]) => `${name.padEnd(width)} ${value.toLocaleString('en').padStart(10)}\n`)
    .join('');
}
