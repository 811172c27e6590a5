import type { ScheduleSpec } from '../manifest.ts';
import type { Clock } from './bus/clock.ts';
import type { FunctionRuntime } from './function-runtime.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Milliseconds between two calls of a schedule. */
export function periodOf({ at }: ScheduleSpec): number {
  const [, count = '1', unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(at) ?? [];
  return Number(count) * (unit === 'hour' ? HOUR_MS : MINUTE_MS);
}

/** Calls the functions of schedules at their times, as EventBridge Scheduler does; one call of each at once. */
export function startSchedules(
  schedules: readonly ScheduleSpec[],
  functions: Pick<FunctionRuntime, 'invoke'>,
  clock: Clock,
): Readonly<{ close(): void }> {
  const pending = new Map<string, () => void>();
  let isClosed = false;
  const arm = (schedule: ScheduleSpec): void => {
    if (isClosed) return;
    const call = async (): Promise<void> => {
      // A call that fails is logged by the function; the next one comes soon enough.
      await functions.invoke(schedule.calls, {});
      arm(schedule);
    };
    pending.set(
      schedule.name,
      clock.after(periodOf(schedule), () => void call()),
    );
  };
  for (const schedule of schedules) arm(schedule);
  return {
    close() {
      isClosed = true;
      for (const cancel of pending.values()) cancel();
    },
  };
}
