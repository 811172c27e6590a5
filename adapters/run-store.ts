import type { StopReason } from '../domain/invite/brake.ts';
import type { HeldRun } from '../domain/invite/hold.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import {
  addTallies,
  EMPTY_TALLY,
  ENDED,
  type HaltReason,
  type Refusal,
  RUN_STATES,
  type RunKind,
  type RunState,
  type Tally,
} from '../domain/invite/run.ts';
import type { Schedule } from '../domain/invite/schedule.ts';
import { changeWhere } from './change-where.ts';
import { readEvent } from './event-store.ts';
import { noteOwned } from './owned.ts';
import { keys } from './secrets.ts';
import {
  assignment,
  getOne,
  isConditionFailure,
  put,
  queryAll,
  update,
  updateItem,
} from './table.ts';
import { listedAs, newestFirst } from './time-index.ts';

/** A run, as it is stored. Instants are ISO. */
export type Run = HeldRun &
  Readonly<{
    runId: string;
    eventId: string;
    kind: RunKind;
    state: RunState;
    /** Of a send to a list. */
    listId?: string;
    /** Of a send to a part of a list: the IANA zones of its guests; `event` those without one. */
    zones?: readonly string[];
    /** Names the runs of one send at local times. */
    group?: string;
    /** Of a test: the event that is tried out. */
    testOf?: string;
    /** Of a send to the guests of another event: the rest of a series that was split. */
    guestsOf?: string;
    /** It repeats a send that came to its guests while the event was cancelled. */
    isAgain?: boolean;
    /** Of a resend. */
    guestKey?: string;
    /** SEQUENCE that an update or cancellation brings. */
    sequence?: number;
    /** ARN of the execution that does it; a redrive goes there. */
    execution?: string;
    refusal?: Refusal;
    /** Names the object of whom it goes to, among those of several attempts at collecting them. */
    audience?: string;
    total?: number;
    ranges?: number;
    /** The pass that is at work: from 1; 0 for the first thousand of a big list. */
    pass?: number;
    /** Passes in a row that settled nobody. */
    idle?: number;
    tally?: Tally;
    /** Set by a worker to which SES said that it takes nothing more; null once it is over. */
    halt?: Readonly<{ why: HaltReason; redrive?: string }> | null;
    /** Why it is to be stopped, or was. */
    stopped?: StopReason;
    /** When a run that waits looks whether it may go on. */
    looksAgainAt?: string | null;
    /** Of a run that starts, or started, at a time of its own. */
    schedule?: Schedule;
    /** By how much it began too late; only above ten minutes. */
    lateSeconds?: number;
    createdAt: string;
    startedAt?: string;
    endedAt?: string;
    /** When the table forgets it, epoch s; of single invitations. */
    ttl?: number;
  }>;

/** Key of a run. */
export const runKey = (runId: string) => ({ pk: `RUN#${runId}`, sk: 'META' });

/**
 * Stores a new run, listed by when it starts, and under its organizer. False when there is one of that id already: the
 * same request twice.
 */
export async function createRun(run: Run): Promise<boolean> {
  const [isNew, event, { mac }] = await Promise.all([putRun(run), readEvent(run.eventId), keys()]);
  // The one that was there may have been stored by a step that died before it came here.
  const { runId: id, createdAt: at } = isNew ? run : ((await readRun(run.runId)) ?? run);
  if (event) await noteOwned(guestKeyOf(mac, event.owner), 'RUN', { at, id });
  return isNew;
}

/** Stores a new run, listed by when it starts. False when there is one of that id already. */
export async function putRun(run: Run): Promise<boolean> {
  const startsAt = run.schedule?.startsAt ?? run.createdAt;
  try {
    await put({
      item: { ...runKey(run.runId), ...run, ...listedAs('RUN', startsAt, run.runId) },
      condition: 'attribute_not_exists(pk)',
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** The run of an id, read consistently. */
export async function readRun(runId: string): Promise<Run | undefined> {
  return (await getOne(runKey(runId))) as Run | undefined;
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
  await updateItem(runKey(runId), change);
}

/** Closes a single invitation and takes it off the list of runs, where it would hide the others. */
export async function closeSingle(runId: string, tally: Tally, endedAt: string): Promise<void> {
  const listed = { gsi1pk: null, gsi1sk: null };
  await updateItem(runKey(runId), { state: 'finished', tally, endedAt, ...listed });
}

/**
 * Names the audience of a run, unless it has one.
 *
 * @returns the name that it has now
 */
export async function nameAudience(runId: string, attempt: string): Promise<string> {
  const run = await update({
    key: runKey(runId),
    update: 'SET audience = if_not_exists(audience, :attempt)',
    condition: 'attribute_exists(pk)',
    values: { ':attempt': attempt },
    returns: 'ALL_NEW',
  });
  return String(run?.audience);
}

/**
 * Says whom a run goes to, once: a step that was believed dead may end when another has done its work.
 *
 * @returns what stands
 */
export async function freezeRun(
  runId: string,
  audience: Readonly<{ total: number; ranges: number; pass: number }>,
): Promise<Readonly<{ total: number; ranges: number }>> {
  const set = assignment(audience);
  try {
    await update({
      key: runKey(runId),
      update: set.UpdateExpression,
      condition: 'attribute_exists(pk) AND attribute_not_exists(#total)',
      names: { ...set.ExpressionAttributeNames, '#total': 'total' },
      values: set.ExpressionAttributeValues,
    });
    return audience;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    const { total = 0, ranges = 0 } = (await readRun(runId)) ?? {};
    return { total, ranges };
  }
}

/** States of a run that is under way: its time has come, and it has not ended. */
export const OPEN_STATES: readonly RunState[] = RUN_STATES.filter(
  (state) => state !== 'scheduled' && !ENDED.includes(state),
);

/** Says of a run that it goes on, unless it has ended in the meantime. */
export async function leaveAttention(runId: string): Promise<void> {
  await changeRunIn(runId, ['needs_attention'], { state: 'sending' });
}

/**
 * Says of a run that a person must look at it. The word about a failure may come after the run has ended, or from a
 * start that came too early: then nothing changes.
 */
export async function needAttention(runId: string): Promise<void> {
  await changeRunIn(runId, OPEN_STATES, { state: 'needs_attention' });
}

/**
 * Changes some fields of a run that is in one of these states.
 *
 * @param unlessStopping leaves a run alone that somebody wants to be stopped
 * @returns false when it is in another state, or there is none
 */
export async function changeRunIn(
  runId: string,
  states: readonly RunState[],
  change: Partial<Omit<Run, 'runId' | 'createdAt'>>,
  unlessStopping = false,
): Promise<boolean> {
  const allowed = Object.fromEntries(states.map((state, index) => [`:s${index}`, state]));
  const isIn = `#state IN (${Object.keys(allowed).join(', ')})`;
  const isWanted = '(attribute_not_exists(wish) OR wish <> :stop)';
  return changeWhere(runKey(runId), change, unlessStopping ? `${isIn} AND ${isWanted}` : isIn, {
    ...allowed,
    ...(unlessStopping && { ':stop': 'stop' }),
  });
}

/** What a run's ranges add up to, which are done, and which were begun and are not. */
export type RangeSummary = Readonly<{
  tally: Tally;
  done: ReadonlySet<number>;
  begun: ReadonlySet<number>;
}>;

/**
 * Adds up the ranges of a run: the truth about its progress, derived and never counted by hand.
 *
 * @param consistent sees every range that a worker has claimed by now
 */
export async function sumRanges(runId: string, consistent = false): Promise<RangeSummary> {
  let tally = EMPTY_TALLY;
  const done = new Set<number>();
  const begun = new Set<number>();
  for await (const item of queryAll({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': `RUN#${runId}`, ':sk': 'RANGE#' },
    ConsistentRead: consistent,
  })) {
    if (item.tally) tally = addTallies(tally, item.tally as Tally);
    (item.state === 'done' ? done : begun).add(Number(item.range));
  }
  return { tally, done, begun };
}
