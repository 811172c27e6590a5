import * as z from 'zod/mini';
import { readDecision } from '../../adapters/decisions.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { giveBackTurn, takeTurn } from '../../adapters/once.ts';
import { handOver } from '../../adapters/outbox.ts';
import { task } from '../task.ts';
import { forwardOf, type Limit } from './forward.ts';

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

/** Passes a guest's proposal or letter on to the human organizer, once a mail and within its limit. */
export const handler = task(Input, async ({ mailId }) => {
  const now = new Date();
  const forward = await forwardOf(mailId, await readDecision(mailId), now);
  const { decided, beyondLimit, limit } = forward;
  const own = `forward#${mailId}`;
  if (forward.to === undefined || !(await takeTurn(own, now.getTime()))) {
    return { mailId, ...decided };
  }
  const turn = await takeOneOf(limit, now.getTime());
  if (turn === undefined) {
    await giveBackTurn(own);
    return { mailId, ...beyondLimit };
  }
  const mail = {
    raw: [forward.raw],
    from: calendarMailbox(),
    to: forward.to,
    tags: { kind: 'forward' },
  };
  const { kind } = await handOver(mail);
  if (kind !== 'sent' && kind !== 'unknown') {
    await Promise.all([own, turn].map(giveBackTurn));
    throw new ForwardNotSent(`SES answered ${kind}`);
  }
  return { mailId, ...decided };
});
