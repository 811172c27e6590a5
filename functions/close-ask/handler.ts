import * as z from 'zod/mini';
import { letGo } from '../../adapters/guests-in-hand.ts';
import { closeSingle } from '../../adapters/run-store.ts';
import type { AskState } from '../../domain/invite/ask.ts';
import type { SkipReason, Tally } from '../../domain/invite/run.ts';
import { task } from '../task.ts';

const Counts = z.record(z.string(), z.number());
const Input = z.object({
  askId: z.string(),
  eventId: z.string(),
  guestKey: z.string(),
  sent: z.int(),
  failed: z.int(),
  skipped: z.int(),
  unknown: z.int(),
  resent: z.int(),
  skippedByReason: Counts,
  failedByReason: Counts,
});

/** Why a guest of a run of one got no mail, in the words of whoever asked. */
const SKIPPED: Readonly<Partial<Record<SkipReason, AskState>>> = {
  suppressed: 'suppressed',
  unsubscribed: 'unsubscribed',
  erased: 'erased',
  event_cancelled: 'event_cancelled',
  stopped: 'event_blocked',
};

function stateOf({ sent, failed, skippedByReason }: Tally): AskState {
  if (sent > 0) return 'sent';
  if (failed > 0) return 'rejected';
  const [reason] = Object.keys(skippedByReason) as SkipReason[];
  return (reason && SKIPPED[reason]) ?? 'already_invited';
}

/** Closes the run of one invitation that is settled, and lets its guest go. */
export const handler = task(Input, async ({ askId, eventId, guestKey, ...tally }) => {
  await closeSingle(askId, tally, new Date().toISOString());
  await letGo(eventId, guestKey, askId);
  return { state: stateOf(tally) };
});
