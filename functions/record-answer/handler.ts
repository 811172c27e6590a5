import * as z from 'zod/mini';
import { recordAnswer, recordProposal } from '../../adapters/answers.ts';
import { readDecision } from '../../adapters/decisions.ts';
import { tell } from '../../adapters/out/facts.ts';
import { instanceKey } from '../../domain/invite/instance.ts';
import { answerFact, type Fact } from '../../domain/out/fact.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/** Records what a guest answered and proposed, where nothing newer of theirs is there. */
export const handler = task(Input, async ({ mailId }) => {
  const { decision, ...stored } = await readDecision(mailId);
  if (!('answers' in decision) || !('ticket' in stored) || !stored.ticket) {
    throw new Error('only an accepted answer is recorded');
  }
  const { ticket, sharedWith } = stored;
  const who = { ...ticket, ...(sharedWith && { sharedWith }) };
  const { client } = decision;
  let answered = false;
  let proposed = false;
  const facts: Fact[] = [];
  for (const [place, answer] of decision.answers.entries()) {
    if (!(await recordAnswer(who, answer, client))) continue;
    answered = true;
    const instance = answer.recurrenceId && instanceKey(answer.recurrenceId);
    facts.push(answerFact(who, answer, instance, place));
  }
  await tell(facts);
  for (const proposal of decision.proposals) {
    if (await recordProposal(who, proposal, client)) proposed = true;
  }
  if (proposed) return { mailId, outcome: 'ACCEPT', reason: 'proposal' };
  // Another reply of the same guest may have come in between: then this one is old news.
  return answered
    ? { mailId, outcome: 'ACCEPT', reason: 'answered' }
    : { mailId, outcome: 'DROP', reason: 'stale' };
});
