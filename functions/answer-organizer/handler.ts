import { z } from 'zod';
import { readDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { takeTurn } from '../../adapters/once.ts';
import { handOver } from '../../adapters/outbox.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { organizerAnswer } from '../../domain/invite/organizer-answer.ts';
import { task } from '../task.ts';

const Input = z.object({ mailId: z.string() });

/** One help mail a day to one sender (security.md 1, ANSWER). */
const HELP_PAUSE_SECONDS = 86_400;

/** SES took nothing, or nobody knows; the state may be redriven after the former. */
export class AnswerNotSent extends Error {
  override readonly name = 'AnswerNotSent';
}

/** Answers the organizer in their own calendar and by a short letter, once a mail. */
export const handler = task(Input, async ({ mailId }) => {
  const { decision, ...stored } = await readDecision(mailId);
  if (!('reply' in decision)) throw new Error('this outcome has no answer');
  const now = Date.now();
  const isHelp = decision.outcome === 'ANSWER';
  const { mac } = await keys();
  const sender = guestKeyOf(mac, decision.reply.to);
  if (isHelp && !(await takeTurn(`help#${sender}`, now, HELP_PAUSE_SECONDS))) {
    return { mailId, sent: false };
  }
  if (!(await takeTurn(`answer#${mailId}`, now))) return { mailId, sent: false };
  const raw = organizerAnswer(decision, {
    from: calendarMailbox(),
    publicUrl: setting('PUBLIC_URL'),
    ...('eventId' in stored && stored.eventId && { eventId: stored.eventId }),
    mailId,
    now: new Date(now),
  });
  const { kind } = await handOver({
    raw: Buffer.from(raw, 'ascii'),
    from: calendarMailbox(),
    to: decision.reply.to,
    tags: { kind: 'answer' },
  });
  if (kind !== 'sent' && kind !== 'unknown') throw new AnswerNotSent(`SES answered ${kind}`);
  return { mailId, sent: true };
});
