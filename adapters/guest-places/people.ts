import { guestKeyOf, signInIdOf } from '../../domain/invite/keys.ts';
import { readApiKey } from '../api-keys.ts';
import { readEvents } from '../event-store.ts';
import { exportFiles } from '../guest-exports.ts';
import { readOrganizer } from '../organizers.ts';
import { everyOwned } from '../owned.ts';
import { keys } from '../secrets.ts';
import { readStoredSession } from '../sessions.ts';
import { readSignIn } from '../sign-ins.ts';
import { readSuppression, softBouncesOf } from '../suppressions.ts';
import type { Found, Places } from './found.ts';

/** What they have who sign in, for whom keys act, of whom somebody made an export. One look takes all of it. */
export const people: Places = async function* ({ guestKey }) {
  yield {
    found: [
      ...(await signInOf(guestKey)),
      ...(await sessionsOf(guestKey)),
      ...(await keysOf(guestKey)),
      ...(await exportsOf(guestKey)),
      ...(await organizerOf(guestKey)),
      ...(await wishesOf(guestKey)),
    ],
  };
};

async function signInOf(guestKey: string): Promise<readonly Found[]> {
  const { mac } = await keys();
  const signIn = await readSignIn(signInIdOf(mac, guestKey));
  if (signIn?.address === undefined) return [];
  const { address, returnTo, askedAt, usedAt } = signIn;
  const show = async () => ({ address, returnTo, askedAt, usedAt });
  return [{ kind: 'sign_in', show, erase: { what: 'sign_in' } }];
}

async function sessionsOf(guestKey: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const id of await everyOwned(guestKey, 'SESSION')) {
    const session = await readStoredSession(id);
    if (session?.address === undefined) continue;
    found.push({ kind: 'session', show: async () => session, erase: { what: 'session', id } });
  }
  return found;
}

async function keysOf(guestKey: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const keyId of await everyOwned(guestKey, 'KEY')) {
    const key = await readApiKey(keyId);
    if (key?.reach.kind !== 'organizer') continue;
    const { name, scopes, reach, createdAt, lastUsedOn, expiresAt, revokedAt } = key;
    const shown = { keyId, name, scopes, reach, createdAt, lastUsedOn, expiresAt, revokedAt };
    found.push({ kind: 'key', show: async () => shown, erase: { what: 'key', apiKey: key } });
  }
  return found;
}

async function exportsOf(guestKey: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const exportId of await everyOwned(guestKey, 'EXPORT')) {
    if ((await exportFiles(exportId)).length === 0) continue;
    const show = async () => ({ exportId });
    found.push({ kind: 'export', show, erase: { what: 'export', exportId } });
  }
  return found;
}

async function organizerOf(guestKey: string): Promise<readonly Found[]> {
  const record = await readOrganizer(guestKey);
  const { at, since, trustedAt, brakedAt, blocked, reports } = record;
  const events = await readEvents(await everyOwned(guestKey, 'EVENT'));
  const { mac } = await keys();
  const own = events.filter(({ owner }) => guestKeyOf(mac, owner) === guestKey);
  if (Object.keys(record).length === 0 && own.length === 0) return [];
  const shown = own.map(({ eventId, title, start, owner, ownerName }) => ({
    ...{ eventId, title, start, owner, ownerName },
  }));
  const show = async () => ({ at, since, trustedAt, brakedAt, blocked, reports, events: shown });
  return [{ kind: 'organizer', show }];
}

async function wishesOf(guestKey: string): Promise<readonly Found[]> {
  const [wishes, softBounces] = [await readSuppression(guestKey), await softBouncesOf(guestKey)];
  if (!wishes && softBounces.length === 0) return [];
  const { pk: _, sk: __, ...said } = wishes ?? {};
  return [{ kind: 'wish', show: async () => ({ ...said, softBounces }) }];
}
