import * as z from 'zod';
import { recordAnswer } from '../../adapters/answers.ts';
import { readDecision } from '../../adapters/decisions.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/** Records what a guest answered, if nothing newer of theirs is there. */
export const handler = task(Input, async ({ mailId }) => {
  const stored = await readDecision(mailId);
  if (stored.mailbox !== 'invites' || stored.decision.outcome !== 'ACCEPT' || !stored.ticket) {
    throw new Error('only an accepted answer is recorded');
  }
  const { decision, ticket, sharedWith } = stored;
  const who = { ...ticket, ...(sharedWith && { sharedWith }) };
  let recorded = 0;
  for (const answer of decision.answers) {
    if (await recordAnswer(who, answer, decision.client)) recorded += 1;
  }
  // Another reply of the same guest may have come in between: then this one is old news.
  return recorded > 0
    ? { mailId, outcome: 'ACCEPT', reason: decision.reason }
    : { mailId, outcome: 'DROP', reason: 'stale' };
});
