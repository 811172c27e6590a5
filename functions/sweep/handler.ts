import * as z from 'zod/mini';
import { startMissedRuns } from '../../adapters/missed-runs.ts';
import { task } from '../task.ts';
import { sweepArrived } from './arrived-mails.ts';
import { sweepFailed } from './executions.ts';
import { sweepOpenMails } from './open-mails.ts';
import { sweepRuns } from './runs.ts';

/**
 * Finds what no event settled: mails without a record, executions that failed unheard, runs that nobody works on, and those
 * whose time came and nobody began them.
 *
 * Each pass is capped and may be repeated at any time: what it starts and writes has a name or a condition.
 */
export const handler = task(z.object({}), async () => {
  const now = Date.now();
  const arrived = await sweepArrived(now);
  const poisoned = await sweepOpenMails(now);
  const failed = await sweepFailed(now);
  const { started, stranded } = await sweepRuns(now);
  const { missed, moved } = await startMissedRuns(new Date(now));
  return { arrived, poisoned, failed, started, stranded, missed, moved };
});
