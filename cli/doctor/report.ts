import { ACCOUNT_CHECKS } from './account-checks.ts';
import type { Check } from './check.ts';
import { EVENTS_CHECKS } from './events-checks.ts';
import type { Facts } from './facts.ts';
import { INBOUND_CHECKS } from './inbound-checks.ts';
import { ROUND_TRIP_CHECKS } from './round-trip-checks.ts';
import { SENDER_CHECKS } from './sender-checks.ts';
import { STATUSES, type Status, skip, type Verdict } from './verdict.ts';

/** Every check, in the order of the report. The list is closed: docs/doctor.md holds the same. */
export const CHECKS: readonly Check[] = [
  ...SENDER_CHECKS,
  ...INBOUND_CHECKS,
  ...ACCOUNT_CHECKS,
  ...EVENTS_CHECKS,
  ...ROUND_TRIP_CHECKS,
];

/** One check and its verdict; `why` says why the check matters. */
export type Line = Pick<Check, 'id' | 'group' | 'why'> & Verdict;

/** What `--json` prints. Every check is in it, once. */
export type Report = Readonly<{
  installation: Pick<Facts['installation'], 'kind' | 'domain' | 'region' | 'stack'>;
  checks: readonly Line[];
  counts: Readonly<Record<Status, number>>;
  exitCode: 0 | 1 | 2;
}>;

/** Judges the facts by every check. Exit code: 1 when something fails, else 2 when something could not be asked. */
export function reportOn(facts: Facts): Report {
  const { kind, domain, region, stack } = facts.installation;
  const checks = CHECKS.map(({ id, group, why, notEmbedded, judge }) => {
    const isApart = kind === 'embedded' && notEmbedded !== undefined;
    return { id, group, why, ...(isApart ? skip(notEmbedded) : judge(facts)) };
  });
  const count = (wanted: Status) => checks.filter(({ status }) => status === wanted).length;
  const counts = Object.fromEntries(
    STATUSES.map((each) => [each, count(each)]),
  ) as Report['counts'];
  const exitCode = counts.fail > 0 ? 1 : counts.unknown > 0 ? 2 : 0;
  return { installation: { kind, domain, region, stack }, checks, counts, exitCode };
}
