import * as z from 'zod/mini';
import { saveDecision } from '../../adapters/decisions.ts';
import { keys } from '../../adapters/secrets.ts';
import { task } from '../task.ts';
import { decideMail } from './decide-mail.ts';

const Input = z.object({ mailId: z.string() });

/** Reads one mail to invites@: whose ticket it holds and what it answers. Gives codes alone. */
export const handler = task(Input, async ({ mailId }) => {
  const { mac } = await keys();
  const stored = await decideMail(mailId, mac);
  await saveDecision(mailId, stored);
  return { mailId, outcome: stored.decision.outcome, reason: stored.decision.reason };
});
