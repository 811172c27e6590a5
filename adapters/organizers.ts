import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { optionalSetting } from './environment.ts';
import { table, tableName } from './table.ts';

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

/** True for an organizer who has had an event accepted before. @param keyedId keyed hash of the address */
export async function isKnownOrganizer(keyedId: string): Promise<boolean> {
  const answer = await table.send(
    new GetCommand({ TableName: tableName(), Key: organizerKey(keyedId) }),
  );
  return answer.Item !== undefined;
}

/** Remembers an organizer. */
export async function rememberOrganizer(keyedId: string, at: string): Promise<void> {
  await table.send(
    new PutCommand({ TableName: tableName(), Item: { ...organizerKey(keyedId), at } }),
  );
}
