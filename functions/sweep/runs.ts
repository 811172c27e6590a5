import { giveBackTurnOf } from '../../adapters/event-turn.ts';
import { closeStopped } from '../../adapters/run-control.ts';
import { listRuns, needAttention, type Run } from '../../adapters/run-store.ts';
import { runExecution, startSend, statusOf } from '../../adapters/workflows.ts';
import { ENDED } from '../../domain/invite/run.ts';
import { MIN_AGE_MS } from './window.ts';

/** Runs that one pass looks at, the newest first; an execution lives 30 days. */
const MAX_PAGES = 10;
const PAGE = 100;
const MAX_AGE_MS = 31 * 86_400_000;

/** For so long after its end a run's turn is looked at. */
const JUST_ENDED_MS = 3_600_000;

/** What a pass did about runs. */
export type SweptRuns = Readonly<{ started: number; stranded: number }>;

/** Mends runs that nobody works on: those that were never started, and those whose execution ended without them. */
export async function sweepRuns(now: number): Promise<SweptRuns> {
  const swept = { started: 0, stranded: 0 };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, next } = await listRuns(PAGE, cursor);
    for (const run of items) {
      const did = await sweepRun(run, now);
      if (did) swept[did] += 1;
    }
    const oldest = items.at(-1);
    if (next === undefined || (oldest && now - beganAt(oldest) > MAX_AGE_MS)) break;
    cursor = next;
  }
  return swept;
}

/** When its time came, or will come: the list is in that order. */
const beganAt = ({ schedule, createdAt }: Run): number =>
  Date.parse(schedule?.startsAt ?? createdAt);

async function sweepRun(run: Run, now: number): Promise<keyof SweptRuns | undefined> {
  const { runId, eventId, state, wish, endedAt = '', execution } = run;
  // Those whose time has passed are started by their own name.
  if (state === 'scheduled') return undefined;
  if (ENDED.includes(state)) {
    if (now - Date.parse(endedAt) < JUST_ENDED_MS) await giveBackTurnOf(eventId, runId);
    return undefined;
  }
  const isKnown = state === 'needs_attention' && wish !== 'stop';
  if (isKnown || now - beganAt(run) < MIN_AGE_MS) return undefined;
  const status = await statusOf(runExecution(runId, execution));
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
  // Nobody else would close it.
  if (wish === 'stop') await closeStopped(runId, new Date(now));
  if (state === 'needs_attention') return undefined;
  if (status === undefined && execution === undefined) {
    await startSend(runId);
    return 'started';
  }
  // The list lags: a run that has ended by now is left as it is.
  await needAttention(runId);
  return 'stranded';
}
