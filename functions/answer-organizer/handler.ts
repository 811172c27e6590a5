import * as z from 'zod/mini';
import { readDecision } from '../../adapters/decisions.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { giveBackTurn, takeTurn } from '../../adapters/once.ts';
import { handOver } from '../../adapters/outbox.ts';
import { task } from '../task.ts';
import { letterOf } from './letter.ts';

const Input = z.object({ mailId: z.string() });

/** SES took nothing. The turns are given back, so that a redrive answers. */
export class AnswerNotSent extends Error {
  override readonly name = 'AnswerNotSent';
}

/**
 * Writes to the organizer, once a mail: an answer in their own calendar with a short letter, help, or the
 * question whether a mail that nothing proves is theirs.
 */
export const handler = task(Input, async ({ mailId }) => {
  const now = new Date();
  const { to, raw, turns } = await letterOf(mailId, await readDecision(mailId), now);
  for (const { what, againAfterSeconds } of turns) {
    if (!(await takeTurn(what, now.getTime(), againAfterSeconds))) return { mailId, sent: false };
  }
  const from = calendarMailbox();
  const { kind } = await handOver({
    raw: [raw],
    from,
    to,
    tags: { kind: 'answer' },
  });
  if (kind !== 'sent' && kind !== 'unknown') {
    await Promise.all(turns.map(({ what }) => giveBackTurn(what)));
    throw new AnswerNotSent(`SES answered ${kind}`);
  }
  return { mailId, sent: true };
});
