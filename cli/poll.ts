import { CliError } from './cli-error.ts';
import type { Session } from './session.ts';

const FIRST_POLL_MS = 100;
const LAST_POLL_MS = 2_000;
/** What shows no change for so long has stopped. */
const STALLED_MS = 900_000;

/**
 * Looks again and again, ever more slowly while nothing changes, until it is done.
 *
 * @throws CliError `stalled` when nothing changes for 15 minutes
 */
export async function poll<T>(
  session: Session,
  read: () => Promise<T>,
  isDone: (value: T) => boolean,
  show: (value: T) => void = () => {},
): Promise<T> {
  let seen = '';
  let pause = FIRST_POLL_MS;
  let idle = 0;
  for (;;) {
    const value = await read();
    show(value);
    if (isDone(value)) return value;
    const now = JSON.stringify(value);
    idle = now === seen ? idle + pause : 0;
    pause = now === seen ? Math.min(pause * 1.5, LAST_POLL_MS) : pause;
    seen = now;
    if (idle > STALLED_MS) {
      const whatNow = 'See «convoke executions» for what it waits for.';
      throw new CliError('stalled', 'Nothing has changed for 15 minutes.', whatNow);
    }
    await session.world.sleep(pause);
  }
}
