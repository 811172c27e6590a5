import type { AskOrigin } from '../domain/invite/ask.ts';
import { base32 } from '../domain/invite/base32.ts';
import { guestKeyOf } from '../domain/invite/keys.ts';
import { storeAsk } from './asks.ts';
import { keys } from './secrets.ts';
import { type InviteOutput, runInvite } from './workflows.ts';

/** One invitation that somebody asks for. */
export type OneInvitation = Readonly<{
  eventId: string;
  /** In the normal form of `readAddress`. */
  address: string;
  name?: string;
  origin: AskOrigin;
  now: Date;
  /** A person decides about it, whatever the limits say. */
  isHeld?: boolean;
}>;

/**
 * Invites one address to one event by the workflow `invite`, and says what became of it. The address goes into the table
 * first: nothing of a workflow's input can be erased.
 *
 * @throws InviteNotAnswered
 */
export async function inviteOne(one: OneInvitation): Promise<InviteOutput> {
  const { eventId, address, name, origin, now, isHeld = false } = one;
  const { mac } = await keys();
  const guestKey = guestKeyOf(mac, address);
  const askId = base32(crypto.getRandomValues(new Uint8Array(16)));
  const isStored = await storeAsk({
    ...{ askId, eventId, guestKey, address, origin, at: now.toISOString() },
    state: isHeld ? 'asked' : 'open',
    ...(name !== undefined && { name }),
  });
  if (!isStored) return { state: 'held' };
  return runInvite({ askId, eventId, guestKey });
}
