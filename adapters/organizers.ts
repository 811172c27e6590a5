import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Block } from '../domain/invite/event.ts';
import { optionalSetting } from './environment.ts';
import { assignment, getOne, isConditionFailure, table, tableName } from './table.ts';

/**
 * True when the domain owner lets this address create events. `ORGANIZERS` is a list of addresses and
 * `*@domain`, separated by commas; `*` is everybody whose mail is authenticated.
 */
export function isEnrolled(address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@'));
  return entries().some((entry) => ['*', address, `*${domain}`].includes(entry));
}

/**
 * True when the domain owner named this very address. `*` and `*@domain` enrol whoever proves who they
 * are; they make nobody known, else a forged From would get a confirmation mail sent to its victim.
 */
export const isNamed = (address: string): boolean => entries().includes(address);

/** True when the domain owner named this address or its domain: more than «everybody». */
export const isInvitedToEnrol = (address: string): boolean =>
  isNamed(address) || entries().includes(`*${address.slice(address.lastIndexOf('@'))}`);

const entries = (): readonly string[] =>
  optionalSetting('ORGANIZERS')
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim());

const organizerKey = (keyedId: string) => ({ pk: `ORG#${keyedId}`, sk: 'META' });

/** What is known of an organizer. Instants are ISO. */
export type OrganizerRecord = Readonly<{
  /** When the first event of theirs was accepted. */
  at?: string;
  /** When the first event in their name was made by the API. */
  since?: string;
  /** When the domain owner said that they may send without the limits of a new organizer. */
  trustedAt?: string;
  /** When a run of theirs was last stopped by its brake. */
  brakedAt?: string;
  /** The domain owner stopped them. */
  blocked?: Block;
  /** Guests who reported a mail of theirs as abuse. */
  reports?: number;
}>;

/** What is known of an organizer, read consistently. @param keyedId keyed hash of the address */
export async function readOrganizer(keyedId: string): Promise<OrganizerRecord> {
  return ((await getOne(organizerKey(keyedId))) ?? {}) as OrganizerRecord;
}

/** True for an organizer who has had an event accepted before. @param keyedId keyed hash of the address */
export async function isKnownOrganizer(keyedId: string): Promise<boolean> {
  return (await readOrganizer(keyedId)).at !== undefined;
}

/**
 * Remembers an organizer, from their first event on.
 *
 * @param as `at` of an event that came by mail; `since` of one that a key made in their name, which proves nothing of them:
 *   whoever is known by mail may be asked to confirm one
 */
export async function rememberOrganizer(
  keyedId: string,
  at: string,
  as: 'at' | 'since' = 'at',
): Promise<void> {
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: organizerKey(keyedId),
        ...assignment({ [as]: at }),
        ConditionExpression: 'attribute_not_exists(#f0)',
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

/** Notes what the domain owner says of an organizer, or their run; `null` takes it back. */
export async function markOrganizer(
  keyedId: string,
  change: Readonly<{ trustedAt?: string; brakedAt?: string; blocked?: Block | null }>,
): Promise<void> {
  await table.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: organizerKey(keyedId),
      ...assignment(change),
    }),
  );
}

/** Counts one more guest who reported a mail of the organizer. */
export async function countReport(keyedId: string): Promise<void> {
  await table.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: organizerKey(keyedId),
      UpdateExpression: 'ADD reports :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
}
