import * as z from 'zod/mini';
import { readDecision } from '../../adapters/decisions.ts';
import { lastTurn, takeTurn } from '../../adapters/once.ts';
import { startResend } from '../../adapters/resend.ts';
import { keys } from '../../adapters/secrets.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/** One resend to one guest of one event (security.md 1.2, A41). */
const ONCE_A_DAY = 86_400;

/** Sends a guest the invitation again who asked for it, at most once a day. */
export const handler = task(Input, async ({ mailId }) => {
  const { decision, ...stored } = await readDecision(mailId);
  if (decision.reason !== 'refreshed' || !('ticket' in stored) || !stored.ticket) {
    throw new Error('only a guest who asks gets an invitation again');
  }
  const { eventId, guestKey } = stored.ticket;
  const turn = `refresh#${eventId}#${guestKey}`;
  const asked = Date.parse(decision.arrivedAt);
  // A step that is repeated finds its own turn, and starts the same run.
  const isMine = (await takeTurn(turn, asked, ONCE_A_DAY)) || (await lastTurn(turn)) === asked;
  if (!isMine) return { mailId, outcome: 'DROP', reason: 'refreshed_lately' };
  const { mac } = await keys();
  await startResend(mac, eventId, guestKey, new Date(asked));
  return { mailId, outcome: 'ACCEPT', reason: 'refreshed' };
});
