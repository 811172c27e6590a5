import { createHash } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Caller } from '../domain/access/caller.ts';
import { INSTALLATION, SCOPES } from '../domain/access/caller.ts';
import { base32 } from '../domain/invite/base32.ts';
import { equalInConstantTime } from '../domain/invite/constant-time.ts';
import { csrfTokenOf, guestKeyOf } from '../domain/invite/keys.ts';
import { noteOwned } from './owned.ts';
import { type Role, roleOf } from './people.ts';
import { keys } from './secrets.ts';
import { getOne, put, table, tableName, takeOut } from './table.ts';

/** A working day. Never prolonged: reading changes nothing. */
export const SESSION_SECONDS = 12 * 3_600;

/** Somebody who signed in. */
export type Session = Readonly<{
  sessionId: string;
  address: string;
  role: Role;
  /** ISO instant. */
  expiresAt: string;
  /** What a request that changes something must say beside the cookie. */
  csrf: string;
}>;

const SECRET = /^[a-z2-7]{52}$/;

const idOf = (secret: string): string => base32(createHash('sha256').update(secret).digest());

const keyOf = (sessionId: string) => ({ pk: `SESSION#${sessionId}`, sk: 'META' });

/** Opens a session. @returns the secret that goes into the cookie; its hash is stored */
export async function openSession(address: string, now: Date): Promise<string> {
  const secret = base32(crypto.getRandomValues(new Uint8Array(32)));
  const ttl = Math.floor(now.getTime() / 1000) + SESSION_SECONDS;
  const [id, at] = [idOf(secret), now.toISOString()];
  const { mac } = await keys();
  // First: an erasure finds every session by its note.
  await noteOwned(guestKeyOf(mac, address), 'SESSION', { at, id, expires: ttl });
  const item = { ...keyOf(id), address, createdAt: at, ttl };
  await put({ item });
  return secret;
}

/** The session of a cookie, if it is still good and its person still may. */
export async function readSession(
  secret: string | undefined,
  now: Date,
): Promise<Session | undefined> {
  if (secret === undefined || !SECRET.test(secret)) return undefined;
  const sessionId = idOf(secret);
  const item = await getOne(keyOf(sessionId));
  const { address, ttl } = (item ?? {}) as { address?: string; ttl?: number };
  if (address === undefined || ttl === undefined || ttl * 1000 <= now.getTime()) return undefined;
  const role = roleOf(address);
  if (role === undefined) return undefined;
  const expiresAt = new Date(ttl * 1000).toISOString();
  return { sessionId, address, role, expiresAt, csrf: await csrfOf(secret) };
}

/** Ends the session of a cookie; any number of times. */
export async function closeSession(secret: string | undefined): Promise<void> {
  if (secret === undefined || !SECRET.test(secret)) return;
  await table.send(new DeleteCommand({ TableName: tableName(), Key: keyOf(idOf(secret)) }));
}

/** Whose a session is, and since when; undefined once it was closed. @param id the hash of its secret */
export async function readStoredSession(
  id: string,
): Promise<Readonly<{ address?: string; createdAt: string }> | undefined> {
  const item = await getOne(keyOf(id));
  if (!item) return undefined;
  const address = item.address === undefined ? {} : { address: String(item.address) };
  return { ...address, createdAt: String(item.createdAt) };
}

/** Takes the address out of a session, and so ends it. */
export async function eraseSession(id: string): Promise<void> {
  await takeOut(keyOf(id), ['address']);
}

/** Follows from the cookie, which another site cannot read. */
export async function csrfOf(secret: string): Promise<string> {
  const { mac } = await keys();
  return csrfTokenOf(mac, secret);
}

/** True for the text that belongs to this cookie. */
export async function isCsrf(secret: string | undefined, said: string | undefined) {
  return secret !== undefined && equalInConstantTime(await csrfOf(secret), said ?? '');
}

/** Who asks with a session. */
export const callerOfSession = ({ sessionId, address, role }: Session): Caller => ({
  ...{ id: sessionId, via: 'session', address, scopes: SCOPES },
  reach: role === 'owner' ? INSTALLATION : { kind: 'organizer', address },
});
