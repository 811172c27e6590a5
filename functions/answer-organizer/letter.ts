import type { StoredDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { holdSeconds } from '../../adapters/hold.ts';
import { countInvited } from '../../adapters/invited-guests.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { keys } from '../../adapters/secrets.ts';
import { confirmationMail } from '../../domain/invite/confirmation-mail.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { organizerAnswer } from '../../domain/invite/organizer-answer.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { listLetter } from './list-letter.ts';

/** A mail to an organizer, and the turns that it takes before it may go. */
export type Letter = Readonly<{
  to: string;
  raw: string;
  turns: readonly Readonly<{ what: string; againAfterSeconds?: number }>[];
}>;

/** One help mail to one sender, one confirmation mail to one organizer (security.md 1; Table A, A27). */
const ONCE_A_DAY = 86_400;

const reachOf = async (eventId: string) => ({
  guests: await countInvited(eventId),
  holdSeconds: holdSeconds(),
});

/** The letter that a decision asks for: an answer, help, or the question whether a mail is theirs. */
export async function letterOf(mailId: string, stored: StoredDecision, now: Date): Promise<Letter> {
  const { decision } = stored;
  const { mac, currentKeyId } = await keys();
  const publicUrl = setting('PUBLIC_URL');
  const from = calendarMailbox();
  if ('listIds' in decision) {
    const raw = await listLetter(mailId, decision, now);
    return { to: decision.to, turns: [{ what: `answer#${mailId}` }], raw };
  }
  if ('reply' in decision) {
    const { to } = decision.reply;
    const eventId = 'eventId' in stored ? stored.eventId : undefined;
    const isTold = decision.outcome === 'ACCEPT' && decision.change.tells !== 'nobody';
    const reach = isTold && eventId ? await reachOf(eventId) : undefined;
    const context = {
      from,
      publicUrl,
      mailId,
      now,
      ...(eventId && { eventId }),
      ...(reach && { reach }),
    };
    const help = { what: `help#${guestKeyOf(mac, to)}`, againAfterSeconds: ONCE_A_DAY };
    const turns = [...(decision.outcome === 'ANSWER' ? [help] : []), { what: `answer#${mailId}` }];
    return { to, turns, raw: organizerAnswer(decision, context) };
  }
  if (decision.outcome === 'HOLD' && decision.confirm && decision.organizer) {
    const to = decision.organizer.address;
    const token = sealToken(mac, 'confirm', mailId, currentKeyId);
    const link = `${publicUrl}/confirm/${token}`;
    const question = { what: `confirm#${guestKeyOf(mac, to)}`, againAfterSeconds: ONCE_A_DAY };
    const { detail } = decision;
    const raw = confirmationMail({ from, to, detail, link, token, mailId, now });
    return { to, turns: [question], raw };
  }
  throw new Error('this outcome has no answer');
}
