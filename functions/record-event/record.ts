import {
  addVersion,
  readNewestVersion,
  readVersion,
  versionNamed,
} from '../../adapters/event-store.ts';
import { rememberUid } from '../../adapters/event-uids.ts';
import { type Applied, applyMessage, type Said } from '../../domain/invite/apply-message.ts';
import { uidKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';

/** Two mails about one event rarely come at once, and never in fives. */
const MAX_TRIES = 5;

/** Other mails about the same event kept coming in between. */
export class EventBusy extends Error {
  override readonly name = 'EventBusy';
  constructor() {
    super('the event was changed by others time after time');
  }
}

/**
 * Applies a message to what is recorded at this moment. A message that came in between is not overwritten: this one
 * is applied to the state that it left.
 *
 * @param name names what is written: the mail, so that a step that is repeated finds its own version
 */
export async function record(said: Said, name: string, now: Date, mac: Mac): Promise<Applied> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await readNewestVersion(said.eventId);
    const applied = applyMessage(before, said, now);
    if (applied.kind === 'waits') return applied;
    const made = applied.kind === 'known' ? await madeBefore(said, name) : applied;
    if (made === undefined) return applied;
    if (await addVersion(made.version, name)) {
      const { eventId, owner, uid } = made.version;
      await rememberUid(uidKeyOf(mac, uid), { eventId, owner });
      return made;
    }
  }
  throw new EventBusy();
}

/**
 * What this very message made before its step was repeated, with everything that follows from it: the step may have
 * died before it told anybody. Others may have changed the event since.
 */
async function madeBefore(
  said: Said,
  name: string,
): Promise<Extract<Applied, { kind: 'version' }> | undefined> {
  const number = await versionNamed(said.eventId, name);
  if (number === undefined) return undefined;
  const { at } = await readVersion(said.eventId, number);
  const before = number === 1 ? undefined : await readVersion(said.eventId, number - 1);
  const again = applyMessage(before, said, new Date(at));
  return again.kind === 'version' ? again : undefined;
}
