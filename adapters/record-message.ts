import { type Applied, applyMessage, type Said } from '../domain/invite/apply-message.ts';
import type { EventVersion } from '../domain/invite/event.ts';
import { guestKeyOf, uidKeyOf } from '../domain/invite/keys.ts';
import type { Mac } from '../domain/invite/mac.ts';
import { addVersion, readNewestVersion, readVersion, versionNamed } from './event-store.ts';
import { rememberUid } from './event-uids.ts';
import { noteOwned } from './owned.ts';

/** More than these meet only in a storm: then the step is repeated later. */
const MAX_TRIES = 5;

/** The first pause is up to so long, some times what recording takes: who waits less meets the same others again. */
const PAUSE_MS = 400;

/** Each of those that met pauses for a time of its own, twice as long each time. */
const pause = (tries: number): Promise<void> =>
  new Promise((done) => setTimeout(done, PAUSE_MS * 2 ** tries * Math.random()));

/** Other messages about the same event kept coming in between. */
export class EventBusy extends Error {
  override readonly name = 'EventBusy';
  constructor() {
    super('the event was changed by others time after time');
  }
}

/** Who writes, and when. */
export type Writer = Readonly<{
  /**
   * Names what is written; no two writers may have the same: the mail, so that a step that is repeated finds its own
   * version, or something drawn.
   */
  name: string;
  now: Date;
  mac: Mac;
}>;

/**
 * Applies a message to what is recorded at this moment. What came in between is not overwritten: the message is
 * made anew for the state that it left.
 *
 * @param say gives the message, from the newest version; undefined where that says it already
 * @throws EventBusy
 */
export async function record(
  eventId: string,
  say: (before: EventVersion | undefined) => Said | undefined,
  { name, now, mac }: Writer,
): Promise<Applied> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await pause(tries - 1);
    const before = await readNewestVersion(eventId);
    const said = say(before);
    if (said === undefined) return { kind: 'known', reason: 'duplicate' };
    const applied = applyMessage(before, said, now);
    if (applied.kind === 'waits') return applied;
    const made = applied.kind === 'known' ? await madeBefore(eventId, say, name) : applied;
    if (made === undefined) return applied;
    if (await addVersion(made.version, name)) {
      const { owner, uid, createdAt: at } = made.version;
      await Promise.all([
        rememberUid(uidKeyOf(mac, uid), { eventId, owner }),
        noteOwned(guestKeyOf(mac, owner), 'EVENT', { at, id: eventId }),
      ]);
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
  eventId: string,
  say: (before: EventVersion | undefined) => Said | undefined,
  name: string,
): Promise<Extract<Applied, { kind: 'version' }> | undefined> {
  const number = await versionNamed(eventId, name);
  if (number === undefined) return undefined;
  const { at } = await readVersion(eventId, number);
  const before = number === 1 ? undefined : await readVersion(eventId, number - 1);
  const said = say(before);
  const again = said && applyMessage(before, said, new Date(at));
  return again?.kind === 'version' ? again : undefined;
}
