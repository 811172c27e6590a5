import * as z from 'zod/mini';
import { recordOutcome } from '../../adapters/mail-records.ts';
import { task } from '../task.ts';
import { WAITING, waitForEvent } from './wait-for-event.ts';

const Input = z.object({
  mailId: z.string(),
  outcome: z.enum(['ACCEPT', 'HOLD', 'DROP', 'ANSWER']),
  reason: z.string(),
});

/** Records what became of a mail: every mail ends here. One that came before its event waits for it. */
export const handler = task(Input, async ({ mailId, outcome, reason }) => {
  await recordOutcome(mailId, { outcome, reason });
  if (reason === WAITING) await waitForEvent(mailId, new Date());
  return { mailId, outcome, reason };
});
