import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import type { Json } from '../../../local/engine/contract.ts';
import type { World } from '../engine/world.ts';
import type { Case } from './cases.ts';
import { differences, type Rules } from './compare.ts';

/** Older recordings were made before AWS described redrives. */
const newerKeys = new Set(['RedriveCount', 'RedriveStatus', 'RedriveStatusReason']);

const rulesOf = (varying: readonly string[] = []): Rules => ({
  varying: new Set(varying),
  newerKeys,
});

/** How an execution's status, output, error and cause differ from the recorded ones. */
export function endDifferences(one: Case, ended: DescribeExecutionOutput): string[] {
  const { expected } = one;
  if (ended.status !== expected.status) {
    const got = `${ended.status} (${ended.error}: ${ended.cause})`;
    return [`status: wanted ${expected.status}, got ${got}`];
  }
  const rules = rulesOf(one.wildcards);
  const found: string[] = [];
  if (expected.output !== undefined && expected.output_is_raw_text !== true) {
    found.push(...differences(expected.output, parse(ended.output), rules, '/output'));
  }
  if (expected.error !== ended.error) {
    found.push(`error: wanted ${expected.error}, got ${ended.error}`);
  }
  if (expected.cause === undefined) {
    if (ended.cause !== undefined) found.push(`cause: not wanted: ${ended.cause}`);
    return found;
  }
  const cause = expected.cause_is_json === true ? parse(ended.cause) : ended.cause;
  return [...found, ...differences(expected.cause, cause, rules, '/cause')];
}

function parse(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

/** The recorder dropped some of these where it sorted the events of parallel branches. */
const sortedAway = /^ParallelState(Succeeded|Exited|Failed)$/;

/** How the history differs: types always, ids, predecessors and details where they were recorded. */
export function eventDifferences(one: Case, events: readonly HistoryEvent[]): string[] {
  const { history_event_types: wanted, history, history_order: order } = one.expected;
  if (wanted === undefined) return [];
  const types = events.map(({ type }) => String(type));
  const isSorted = order !== 'exact' && JSON.stringify(one.definition).includes('"Parallel"');
  if (isSorted) return sortedDifferences(wanted, types);
  const found = differences([...wanted], types, rulesOf(), '/types');
  if (found.length > 0) return [`types: wanted ${wanted.join()}, got ${types.join()}`];
  if (history === undefined || order !== 'exact') return [];
  const rules = rulesOf((one as { history_wildcards?: string[] }).history_wildcards);
  return history.flatMap(({ id, prev, details }, index) => {
    const event = events[index];
    const at = `/${index}`;
    const numbers = differences(
      [id, prev],
      [event?.id ?? 0, event?.previousEventId ?? 0],
      rules,
      at,
    );
    return [...numbers, ...detailDifferences(details ?? {}, event, rules, `${at}/details`)];
  });
}

function sortedDifferences(wanted: readonly string[], got: readonly string[]): string[] {
  const left = [...got];
  const missing = wanted.filter((type) => {
    const at = left.indexOf(type);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const surplus = left.filter((type) => !sortedAway.test(type));
  return [...missing.map((type) => `no ${type}`), ...surplus.map((type) => `surplus ${type}`)];
}

function detailDifferences(
  wanted: { readonly [key: string]: Json },
  event: HistoryEvent | undefined,
  rules: Rules,
  at: string,
): string[] {
  const details = Object.entries(event ?? {}).find(([key]) => key.endsWith('EventDetails'));
  const actual = (details?.[1] ?? {}) as { readonly [key: string]: Json };
  return Object.entries(wanted).flatMap(([key, value]) => {
    if (key === 'roleArn') return [];
    const isPayload = key === 'input' || key === 'output';
    const text = isPayload ? parse(actual[key] as string | undefined) : undefined;
    return differences(value, text ?? likeRecorded(value, actual[key]), rules, `${at}/${key}`);
  });
}

/** The recorder parsed JSON texts; ours are parsed where it did. */
function likeRecorded(wanted: Json, actual: Json | undefined): Json | undefined {
  if (typeof actual === 'string' && typeof wanted !== 'string') return parse(actual);
  if (!isDoc(actual) || !isDoc(wanted)) return actual;
  const entries = Object.entries(actual).map(([key, value]) => [
    key,
    likeRecorded(wanted[key] ?? null, value),
  ]);
  return Object.fromEntries(entries) as Json;
}

function isDoc(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How ListMapRuns and DescribeMapRun differ from the recorded answers. */
export async function mapRunDifferences(
  one: Case,
  { engine }: World,
  executionArn: string,
): Promise<string[]> {
  const list = await engine.listMapRuns({ executionArn });
  const mapRunArn = list.mapRuns?.[0]?.mapRunArn;
  const described = await engine.describeMapRun({ mapRunArn });
  const added = ['redriveCount', 'failuresNotRedrivable', 'pendingRedrive'];
  const answers = { describe_map_run: described, list_map_runs: list };
  const actual = JSON.parse(JSON.stringify(answers)) as Json;
  const wanted = JSON.parse(JSON.stringify(one.expected.map_run)) as Record<
    string,
    Record<string, Json>
  >;
  for (const answer of Object.values(wanted)) delete answer.ResponseMetadata;
  const rules = { ...rulesOf(one.wildcards), newerKeys: new Set(added) };
  return differences(wanted, actual, rules, '/map_run');
}
