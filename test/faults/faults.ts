import type { Random } from './random.ts';

/** What goes wrong in a life, by kind, and how it is told. */
export const FAULTS = {
  death: 'processes that died at a call',
  deaf: 'calls of a function whose answer was lost',
  stall: 'calls of 24 to 54 s (a lease is 30)',
  throttle: 'requests that the table refused: too many',
  tableError: 'errors 500 of the table',
  tableLost: 'writes and reads of the table whose answer was lost',
  partial: 'batches that the table did in part',
  objectError: 'errors 503 of the bucket',
  workflowError: 'errors 500 of Step Functions',
  lostAnswer: 'answers of SES that were lost',
  lostRequest: 'requests to SES that were lost',
  acceptedError: 'mails that SES took, and answered 500',
  tooFast: 'mails that SES found too fast (429)',
  rejected: 'mails that SES rejected',
  lostWord: 'events of SES that were lost',
  twiceWord: 'events of SES that came two to eight times',
  lateWord: 'events of SES that came after the silence',
  lostFailure: 'events about a failed execution that were lost',
  halted: 'executions that somebody stopped in the middle',
} as const;

/** A kind of fault. */
export type FaultKind = keyof typeof FAULTS;

/** Every kind of fault. */
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** A number for each kind: how often of 1 it happens, or how often it has. */
export type ByFault = Readonly<Record<FaultKind, number>>;

/** Everything goes well. */
export const NO_FAULTS: ByFault = Object.fromEntries(
  FAULT_KINDS.map((kind) => [kind, 0]),
) as ByFault;

/** Far more than AWS ever has, so that some hundred lives meet every pair of them. */
const OFTEN: ByFault = {
  ...{ death: 0.006, deaf: 0.01, stall: 0.004 },
  ...{ throttle: 0.05, tableError: 0.01, tableLost: 0.02, partial: 0.05 },
  ...{ objectError: 0.03, workflowError: 0.03 },
  ...{ lostAnswer: 0.04, lostRequest: 0.02, acceptedError: 0.02, tooFast: 0.05, rejected: 0.01 },
  ...{ lostWord: 0.03, twiceWord: 0.1, lateWord: 0.1, lostFailure: 0.1 },
  halted: 0.05,
};

/** What may break, and stay so. */
export const DEPENDENCIES = [
  'table',
  'objects',
  'ses',
  'sending',
  'sending paused',
  'delivery events',
  'lambda',
] as const;

/** One of {@link DEPENDENCIES}. */
export type Dependency = (typeof DEPENDENCIES)[number];

/** When what goes wrong in a life. */
export type Plan = Readonly<{
  faults: ByFault;
  /** Epoch ms from which on nothing goes wrong any more. */
  until: number;
  /** By how much a word of SES is late that is late, ms; drawn where it is not said. */
  lateMs?: number;
  /** From when to when the table gives no answer at all; epoch ms. */
  outage?: Readonly<{ from: number; to: number }>;
  /** What breaks, from when on, and when it is mended; epoch ms. */
  broken?: Readonly<{ what: Dependency; from: number; to: number }>;
}>;

const muchOf = (kind: FaultKind): number => Math.min(0.5, OFTEN[kind] * 6);

/** A plan of one kind of fault alone, so often that a short life meets it. @param until epoch ms */
export const alone = (kind: FaultKind, until: number): Plan => ({
  // An event about a failed execution is lost only where one failed.
  faults: { ...NO_FAULTS, ...(kind === 'lostFailure' && { halted: 0.3 }), [kind]: muchOf(kind) },
  until,
});

/** Workers die all the time, and SES tells of every mail. @param until epoch ms */
export const deadly = (until: number): Plan => ({ faults: { ...NO_FAULTS, death: 0.08 }, until });

/** A plan of every kind at once. @param until epoch ms */
export const everyKind = (until: number): Plan => ({ faults: OFTEN, until });

const MINUTE_MS = 60_000;

/** The plan of a life: half of all see no fault but their own overtaking. @param now epoch ms */
export function planOf(random: Random, now: number): Plan {
  const faults = random.chance(0.5) ? NO_FAULTS : OFTEN;
  const until = now + random.whole(2, 20) * MINUTE_MS;
  if (faults === NO_FAULTS || !random.chance(0.1)) return { faults, until };
  const from = now + random.whole(0, 3 * MINUTE_MS);
  return { faults, until, outage: { from, to: from + 5 * MINUTE_MS } };
}
