import type { Clock } from '../bus/clock.ts';
import type { ScheduleStore, StoredSchedule } from './schedule-store.ts';

/** Does what a schedule is for. @throws when it could not be done: it is asked for again */
export type CallTarget = (arn: string, input: string) => Promise<unknown>;

/** A timer stands still while a laptop sleeps: the clock is looked at once a minute at least. */
const LONGEST_WAIT_MS = 60_000;
const FIRST_RETRY_MS = 1_000;

/** Fires schedules when they are due. */
export type ScheduleTimer = Readonly<{
  /** Looks when the next one is due: after every change. */
  wake(): void;
  /** Fires no more; resolves once the calls that are under way are done. */
  stop(): Promise<void>;
}>;

/**
 * Fires what is due, at least once: a process that dies between a call and its note calls again at the next start.
 * A call that fails is repeated, ever more slowly, as often and as long as its retry policy says.
 */
export function startTimer(store: ScheduleStore, clock: Clock, call: CallTarget): ScheduleTimer {
  let cancel = (): void => {};
  let round: Promise<void> | undefined;
  let isStopped = false;

  const wake = (): void => {
    cancel();
    const next = store.next();
    if (isStopped || round !== undefined || next === undefined) return;
    const wait = Math.max(0, next - clock.now());
    cancel = clock.after(Math.min(wait, LONGEST_WAIT_MS), fireDue);
  };
  const fireDue = (): void => {
    if (isStopped || round !== undefined) return;
    const ready = store.ready(clock.now());
    round = Promise.all(ready.map((schedule) => fire(schedule, store, clock, call))).then(() => {
      round = undefined;
      wake();
    });
  };
  wake();
  return {
    wake,
    async stop() {
      isStopped = true;
      cancel();
      await round;
    },
  };
}

async function fire(
  schedule: StoredSchedule,
  store: ScheduleStore,
  clock: Clock,
  call: CallTarget,
): Promise<void> {
  const { Arn, Input } = schedule.body.Target;
  const failed = await call(Arn, Input).then(
    () => false,
    () => true,
  );
  const nextTry = failed ? nextTryOf(schedule, clock.now()) : null;
  const isDone = nextTry === null && schedule.body.ActionAfterCompletion === 'DELETE';
  await (isDone ? store.remove(schedule) : store.retryAt(schedule, nextTry));
}

function nextTryOf({ body, failures, due }: StoredSchedule, now: number): number | null {
  const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = body.Target.RetryPolicy;
  const next = now + Math.min(LONGEST_WAIT_MS, FIRST_RETRY_MS * 2 ** failures);
  const isTooOld = next > due + MaximumEventAgeInSeconds * 1_000;
  return isTooOld || failures >= MaximumRetryAttempts ? null : next;
}
