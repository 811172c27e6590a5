import { type ByFault, FAULT_KINDS, FAULTS } from './faults.ts';
import type { ProcessLife } from './process-life.ts';

type Counts = Readonly<{
  guests: number;
  mails: number;
  injected: ByFault;
  /** Guests who do not see the newest version, and of whom no failure is told. */
  lost: number;
  /** Guests who got a version twice, more than are counted as re-sent. */
  doubled: number;
  /** Mails that went out once more after the silence, and are counted so. */
  resent: number;
  /** Guests who bounced, complained, unsubscribed or were erased, and got no mail from then on. */
  suppressed: number;
  /** Executions that failed, and that a person let go on. */
  redriven: number;
}>;

/** What a seed came to, in numbers; a line of the file that `npm run faults` reads. */
export type LifeFigures = Counts &
  Readonly<{
    seed: number;
    /** From the last fault, or the last that anybody did, until the last run had ended; seconds. */
    settledSeconds: number;
    /** Every invariant that does not hold, in words. */
    wrong: readonly string[];
    /** What happened, a line each; only when one seed is told alone. */
    story?: readonly string[];
  }>;

/** Figures of many seeds. */
export type Totals = Counts &
  Readonly<{
    seeds: number;
    /** Of every kind together. */
    faults: number;
    resentPerMillion: number;
    /** The longest that a life took to settle. */
    settledSeconds: number;
    /** Seeds in which an invariant does not hold. */
    violated: readonly number[];
  }>;

/** The sum of what seeds came to. */
export function totalsOf(lives: readonly LifeFigures[]): Totals {
  const sum = (of: (life: LifeFigures) => number): number =>
    lives.reduce((total, life) => total + of(life), 0);
  const mails = sum((life) => life.mails);
  const resent = sum((life) => life.resent);
  const counted = FAULT_KINDS.map((kind) => [kind, sum(({ injected }) => injected[kind])] as const);
  return {
    seeds: lives.length,
    guests: sum((life) => life.guests),
    mails,
    injected: Object.fromEntries(counted) as ByFault,
    faults: counted.reduce((total, [, count]) => total + count, 0),
    lost: sum((life) => life.lost),
    doubled: sum((life) => life.doubled),
    resent,
    resentPerMillion: mails === 0 ? 0 : Math.round((resent / mails) * 1_000_000),
    suppressed: sum((life) => life.suppressed),
    redriven: sum((life) => life.redriven),
    settledSeconds: Math.max(0, ...lives.map((life) => life.settledSeconds)),
    violated: lives.filter(({ wrong }) => wrong.length > 0).map(({ seed }) => seed),
  };
}

/** The totals as a table for a person. */
export function totalsText({ injected, ...totals }: Totals): string {
  const rows: readonly (readonly [string, number])[] = [
    ['lives of an event (seeds)', totals.seeds],
    ['guests', totals.guests],
    ['mails that SES took', totals.mails],
    ['faults of every kind', totals.faults],
    ...FAULT_KINDS.map((kind) => [`  ${FAULTS[kind]}`, injected[kind]] as const),
    ['failed executions that a person let go on', totals.redriven],
    ['guests suppressed or erased within a life', totals.suppressed],
    ['longest until all runs had ended, seconds', totals.settledSeconds],
    ['lost', totals.lost],
    ['doubled', totals.doubled],
    ['re-sent after silence', totals.resent],
    ['re-sent per million mails', totals.resentPerMillion],
  ];
  return tableOf(rows);
}

/** The totals of lives of processes as a table for a person. */
export function processesText(lives: readonly ProcessLife[]): string {
  const sum = (of: (life: ProcessLife) => number): number =>
    lives.reduce((total, life) => total + of(life), 0);
  const blows = (which: NodeJS.Signals) =>
    sum(({ blows: all }) => all.filter((blow) => blow === which).length);
  return tableOf([
    ['lives of processes (seeds)', lives.length],
    ['guests', sum(({ guests }) => guests)],
    ['mails that SES took', sum(({ mails }) => mails)],
    ['processes that were killed (SIGKILL)', blows('SIGKILL')],
    ['processes that stood still for longer than a lease (SIGSTOP)', blows('SIGSTOP')],
    ['answers of SES that were lost', sum(({ dropped }) => dropped)],
    ['lost', sum(({ lost }) => lost)],
    ['doubled', sum(({ doubled }) => doubled)],
    ['re-sent after silence', sum(({ resent }) => resent)],
    ['failed by silence, twice with a process that died', sum(({ failed }) => failed)],
  ]);
}

function tableOf(rows: readonly (readonly [string, number])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .map(([name, value]) => `${name.padEnd(width)} ${value.toLocaleString('en').padStart(10)}\n`)
    .join('');
}
