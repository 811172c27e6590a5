import * as z from 'zod/mini';
import { readDecision } from '../../adapters/decisions.ts';
import { noteLetter } from '../../adapters/letters.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { giveBackTurn, takeTurn } from '../../adapters/once.ts';
import { handOver } from '../../adapters/outbox.ts';
import { task } from '../task.ts';
import { type Forward, forwardOf, type Limit } from './forward.ts';

const Input = z.object({ mailId: z.string() });

/** SES took nothing. The turns are given back, so that the next attempt forwards. */
export class ForwardNotSent extends Error {
  override readonly name = 'ForwardNotSent';
}

/** The first free turn of a limit; undefined when it is used up. */
async function takeOneOf({ what, times, seconds }: Limit, now: number) {
  for (let time = 1; time <= times; time += 1) {
    const turn = `${what}#${time}`;
    if (await takeTurn(turn, now, seconds)) return turn;
  }
  return undefined;
}

/** Sends a mail on, unless it went before. @param own names its only turn @returns false beyond the limit of its kind */
async function sendOn(
  { to, raw, limit }: Forward & Readonly<{ to: string }>,
  own: string,
  now: number,
): Promise<boolean> {
  if (!(await takeTurn(own, now))) return true;
  const turn = await takeOneOf(limit, now);
  if (turn === undefined) {
    await giveBackTurn(own);
    return false;
  }
  const mail = { raw: [raw], from: calendarMailbox(), to, tags: { kind: 'forward' } };
  const { kind } = await handOver(mail);
  if (kind !== 'sent' && kind !== 'unknown') {
    await Promise.all([own, turn].map(giveBackTurn));
    throw new ForwardNotSent(`SES answered ${kind}`);
  }
  return true;
}

/** Passes a guest's proposal or letter on to the human organizer, once a mail and within its limit. */
export const handler = task(Input, async ({ mailId }) => {
  const now = new Date();
  const forward = await forwardOf(mailId, await readDecision(mailId), now);
  const { to, letter, decided, beyondLimit } = forward;
  const own = `forward#${mailId}`;
  const isWithin = to === undefined || (await sendOn({ ...forward, to }, own, now.getTime()));
  if (letter) {
    const state = to === undefined ? 'not_wanted' : isWithin ? 'forwarded' : 'held';
    await noteLetter(letter.eventId, { ...letter, mailId, state });
  }
  return { mailId, ...(isWithin ? decided : beyondLimit) };
});
