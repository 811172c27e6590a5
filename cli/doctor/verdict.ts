import type { Asked } from './facts.ts';

/**
 * What a check came to.
 *
 * `skip`: it does not apply here, or comes after a check that does not pass. `unknown`: nobody could be asked.
 */
export const STATUSES = ['pass', 'warn', 'fail', 'unknown', 'skip'] as const;

/** One of {@link STATUSES}. */
export type Status = (typeof STATUSES)[number];

/** One record as it should stand in DNS. */
export type DnsRecord = Readonly<{ name: string; type: 'CNAME' | 'MX' | 'TXT'; value: string }>;

/** One thing that mends: a command to run, a record to write, or a sentence where neither can. */
export type Fix = Readonly<{ run: string } | { dns: DnsRecord } | { do: string }>;

/** The verdict of one check: what was found, and what mends it where something is wrong. */
export type Verdict = Readonly<{ status: Status; found: string; fixes: readonly Fix[] }>;

const verdict =
  (status: Status) =>
  (found: string, ...fixes: readonly Fix[]): Verdict => ({ status, found, fixes });

/** All is well. */
export const pass = (found: string): Verdict => verdict('pass')(found);
/** Works today, and should be mended all the same. */
export const warn = verdict('warn');
/** Does not work. */
export const fail = verdict('fail');
/** Could not be asked. */
export const unknown = verdict('unknown');
/** Does not apply. */
export const skip = (found: string): Verdict => verdict('skip')(found);

/** A check whose subject is missing waits for the check that says so. */
export const after = (id: string): Verdict => skip(`Comes after «${id}».`);

/** Judges what was answered; `unknown` where there was no answer. */
export function judged<T>(asked: Asked<T>, judge: (value: T) => Verdict): Verdict {
  return asked.known ? judge(asked.value) : unknown(asked.why, { do: asked.whatNow });
}
