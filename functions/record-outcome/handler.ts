import * as z from 'zod';
import { recordOutcome } from '../../adapters/mail-records.ts';
import { task } from '../task.ts';

const Input = z.object({
  mailId: z.string(),
  outcome: z.enum(['ACCEPT', 'HOLD', 'DROP', 'ANSWER']),
  reason: z.string(),
});

/** Records what became of a mail: every mail ends here. */
export const handler = task(Input, async ({ mailId, outcome, reason }) => {
  await recordOutcome(mailId, { outcome, reason });
  return { mailId, outcome, reason };
});
