import { lift, resumePart, stopPart, suppress } from '../../adapters/suppressions.ts';
import type { Asked } from './asked.ts';

/** Stops or allows what a guest asked for. @param at ISO */
export async function change(guestKey: string, asked: Asked, at: string): Promise<void> {
  if (asked.what === 'everything') {
    if (asked.do === 'stop') return suppress(guestKey, 'unsubscribed', at);
    await lift(guestKey, ['unsubscribed']);
    return;
  }
  const part =
    asked.what === 'event'
      ? ({ kind: 'event', eventId: asked.eventId } as const)
      : ({ kind: 'organizer', organizerKey: asked.organizerKey } as const);
  await (asked.do === 'stop' ? stopPart(guestKey, part, at) : resumePart(guestKey, part));
}
