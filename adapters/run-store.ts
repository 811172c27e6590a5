import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  addTallies,
  EMPTY_TALLY,
  type Refusal,
  type RunKind,
  type RunState,
  type Tally,
} from '../domain/invite/run.ts';
import type { Schedule } from '../domain/invite/schedule.ts';
import {
  assignment,
  isConditionFailure,
  queryPrefix,
  table,
  tableName,
  updateItem,
} from './table.ts';
import { listedAs, newestFirst } from './time-index.ts';

/** A run, as it is stored. Instants are ISO. */
export type Run = Readonly<{
  runId: string;
  eventId: string;
  kind: RunKind;
  state: RunState;
  /** Of a send to a list. */
  listId?: string;
  /** Of a send to the guests of another event: the rest of a series that was split. */
  guestsOf?: string;
  /** Of a resend. */
  guestKey?: string;
  /** SEQUENCE that an update or cancellation brings. */
  sequence?: number;
  /** ARN of the execution that does it; a redrive goes there. */
  execution?: string;
  refusal?: Refusal;
  total?: number;
  ranges?: number;
  /** The pass that is at work, from 1. */
  pass?: number;
  tally?: Tally;
  /** Set by a worker to which SES said that it takes nothing more; null once somebody redrove. */
  halt?: Readonly<{ why: 'quota_exhausted' | 'sending_paused'; redrive?: string }> | null;
  /** Of a run that starts, or started, at a time of its own. */
  schedule?: Schedule;
  /** By how much it began too late; only above ten minutes. */
  lateSeconds?: number;
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
}>;

const key = (runId: string) => ({ pk: `RUN#${runId}`, sk: 'META' });

/**
 * Stores a new run, listed by when it starts. False when there is one of that id already: the same request
 * twice.
 */
export async function createRun(run: Run): Promise<boolean> {
  const startsAt = run.schedule?.startsAt ?? run.createdAt;
  try {
    await table.send(
      new PutCommand({
        TableName: tableName(),
        Item: { ...key(run.runId), ...run, ...listedAs('RUN', startsAt, run.runId) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** The run of an id, read consistently. */
export async function readRun(runId: string): Promise<Run | undefined> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: key(runId), ConsistentRead: true }),
  );
  return answer.Item as Run | undefined;
}

/** Runs, the one that starts last first. */
export async function listRuns(
  limit: number,
  cursor?: string,
): Promise<{ items: readonly Run[]; next?: string }> {
  const page = await newestFirst('RUN', limit, cursor);
  return { ...page, items: page.items as unknown as readonly Run[] };
}

/** Changes some fields of a run. */
export async function updateRun(
  runId: string,
  change: Partial<Omit<Run, 'runId' | 'createdAt'>>,
): Promise<void> {
  await updateItem(key(runId), change);
}

/** Says of a run that it goes on, unless it has ended in the meantime. */
export async function leaveAttention(runId: string): Promise<void> {
  await changeState(runId, 'sending', '#state = :a', ['needs_attention']);
}

/** States that the word about a failure does not change: it may come late, or from a start that came too early. */
const BEYOND_FAILURE = ['finished', 'refused', 'scheduled', 'unscheduled'] as const;

/** Says of a run that a person must look at it; the word about an old failure may come after the run has ended. */
export async function needAttention(runId: string): Promise<void> {
  const condition = 'attribute_exists(pk) AND NOT #state IN (:a, :b, :c, :d)';
  await changeState(runId, 'needs_attention', condition, BEYOND_FAILURE);
}

/** Changes the state of a run where `condition` holds of the states that it names `:a`, `:b` … */
async function changeState(
  runId: string,
  to: RunState,
  condition: string,
  states: readonly RunState[],
): Promise<void> {
  const set = assignment({ state: to });
  const named = states.map((state, index) => [`:${'abcd'[index]}`, state]);
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key(runId),
        ...set,
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...set.ExpressionAttributeNames, '#state': 'state' },
        ExpressionAttributeValues: {
          ...set.ExpressionAttributeValues,
          ...Object.fromEntries(named),
        },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** What a run's ranges add up to. */
export type RangeSummary = Readonly<{ tally: Tally; done: ReadonlySet<number>; seen: number }>;

/** Adds up the ranges of a run: the truth about its progress, derived and never counted by hand. */
export async function sumRanges(runId: string): Promise<RangeSummary> {
  let tally = EMPTY_TALLY;
  let seen = 0;
  const done = new Set<number>();
  for await (const item of queryPrefix(`RUN#${runId}`, 'RANGE#')) {
    seen += 1;
    if (item.tally) tally = addTallies(tally, item.tally as Tally);
    if (item.state === 'done') done.add(Number(item.range));
  }
  return { tally, done, seen };
}
