import { addVersion, readNewestVersion } from '../../adapters/event-store.ts';
import { rememberUid } from '../../adapters/event-uids.ts';
import { type Applied, applyMessage, type Said } from '../../domain/invite/apply-message.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
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
    const applied = isOwn(before, said) ? again(before) : applyMessage(before, said, now);
    if (applied.kind !== 'version') return applied;
    if (await addVersion(applied.version, name)) {
      const { eventId, owner, uid } = applied.version;
      await rememberUid(uidKeyOf(mac, uid), { eventId, owner });
      return applied;
    }
  }
  throw new EventBusy();
}

const isOwn = (before: EventVersion | undefined, { by }: Said): before is EventVersion =>
  before !== undefined && by.mailId !== undefined && before.by.mailId === by.mailId;

/** The version that this very mail made before the step was repeated. */
const again = (version: EventVersion): Applied => ({
  kind: 'version',
  version,
  isOver: version.kind !== 'unchanged' && version.kind !== 'created' && version.tells === 'nobody',
});
