import * as z from 'zod';
import { readDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { giveBackTurn, takeTurn } from '../../adapters/once.ts';
import { handOver } from '../../adapters/outbox.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { organizerAnswer } from '../../domain/invite/organizer-answer.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/** One help mail a day to one sender (security.md 1, ANSWER). */
const HELP_PAUSE_SECONDS = 86_400;

/** SES took nothing. The turn is given back, so that a redrive answers. */
export class AnswerNotSent extends Error {
  override readonly name = 'AnswerNotSent';
}

/** Answers the organizer in their own calendar and by a short letter, once a mail. */
export const handler = task(Input, async ({ mailId }) => {
  const { decision, ...stored } = await readDecision(mailId);
  if (!('reply' in decision)) throw new Error('this outcome has no answer');
  const now = Date.now();
  const raw = organizerAnswer(decision, {
    from: calendarMailbox(),
    publicUrl: setting('PUBLIC_URL'),
    ...('eventId' in stored && stored.eventId && { eventId: stored.eventId }),
    mailId,
    now: new Date(now),
  });
  const isHelp = decision.outcome === 'ANSWER';
  const { mac } = await keys();
  const help = `help#${guestKeyOf(mac, decision.reply.to)}`;
  if (isHelp && !(await takeTurn(help, now, HELP_PAUSE_SECONDS))) return { mailId, sent: false };
  const answer = `answer#${mailId}`;
  if (!(await takeTurn(answer, now))) return { mailId, sent: false };
  const { kind } = await handOver({
    raw: Buffer.from(raw, 'ascii'),
    from: calendarMailbox(),
    to: decision.reply.to,
    tags: { kind: 'answer' },
  });
  if (kind !== 'sent' && kind !== 'unknown') {
    await Promise.all([answer, ...(isHelp ? [help] : [])].map(giveBackTurn));
    throw new AnswerNotSent(`SES answered ${kind}`);
  }
  return { mailId, sent: true };
});
