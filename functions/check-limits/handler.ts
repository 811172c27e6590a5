import * as z from 'zod/mini';
import { holdAsk, readAsk, type StoredAsk } from '../../adapters/asks.ts';
import { countAll } from '../../adapters/counters.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { closedFor, settledFor } from '../../domain/invite/ask.ts';
import { LIMITS, type Limit, retryAfter } from '../../domain/invite/ask-limits.ts';
import { task } from '../task.ts';
import { usesOf } from './uses.ts';

const Input = z.object({ askId: z.string(), eventId: z.string(), guestKey: z.string() });

/**
 * Decides whether an address is invited now. What exceeds a limit of the event, of the address's domain or of the
 * installation waits for a person, up to a limit of its own.
 *
 * Whoever asks on a page is counted before anybody looks whether they are invited: what a stranger can see of the limits
 * is then the same for every address.
 */
export const handler = task(Input, async ({ eventId, guestKey }) => {
  const [ask, view] = await Promise.all([
    readAsk(eventId, guestKey),
    readSendView(eventId, [guestKey], false),
  ]);
  if (!ask) throw new Error('there is no such ask');
  // By the clock of whoever let it in: a step that is repeated counts in the same windows.
  const now = Date.parse(ask.at);
  const closed = closedFor(view.event, new Date().toISOString());
  if (closed) return { go: false, state: closed };
  const { last, suppressed } = view.guests.get(guestKey) ?? {};
  const settled = settledFor(last, suppressed);
  if (settled && ask.origin === 'api') return { go: false, state: settled };
  const owner = view.event?.owner ?? '';
  const excess = await excessOf(ask, owner, settled === undefined, now);
  return excess ?? { go: settled === undefined, state: settled ?? 'queued' };
});

/** What becomes of an ask that exceeds a limit. @param isWanted nobody has invited the address yet */
async function excessOf(ask: StoredAsk, owner: string, isWanted: boolean, now: number) {
  if (ask.state === 'released') return undefined;
  const exceeded =
    ask.state === 'open' ? await countAll(await usesOf(ask, owner, now), now) : undefined;
  if (!exceeded && ask.state === 'open') return undefined;
  // An organizer who asks is told so: they can wait.
  if (exceeded && ask.origin === 'api') return limited(exceeded.limit, now);
  const queue = { name: 'held_day', limit: LIMITS.held_day, about: ask.eventId } as const;
  if (await countAll([queue], now)) return limited(queue.limit, now);
  if (isWanted) await holdAsk(ask);
  return { go: false, state: 'held' };
}

const limited = (limit: Limit, now: number) => ({
  ...{ go: false, state: 'rate_limited' },
  retryAfterSeconds: retryAfter(limit, now),
});
