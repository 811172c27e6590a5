import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { put, queryPrefix, table, tableName } from './table.ts';

/** A CANCEL or an instance that came before its event. */
export type WaitingMail = Readonly<{ mailId: string; key: string }>;

/** An event that did not come for a month does not come any more. */
const PATIENCE_SECONDS = 30 * 86_400;

/** A partition of its own, since a function may delete in few (lib/access.ts). */
const partition = (eventId: string): string => `WAIT#${eventId}`;
const key = (eventId: string, mailId: string) => ({ pk: partition(eventId), sk: `MAIL#${mailId}` });

/** Lets a mail wait for its event (RFC 5546 §5.2.1). */
export async function letWait(eventId: string, mail: WaitingMail, now: Date): Promise<void> {
  const ttl = Math.floor(now.getTime() / 1000) + PATIENCE_SECONDS;
  await put({
    item: { ...key(eventId, mail.mailId), ...mail, ttl },
  });
}

/** The mails that wait for an event. */
export async function waitingFor(eventId: string): Promise<readonly WaitingMail[]> {
  const found: WaitingMail[] = [];
  for await (const item of queryPrefix(partition(eventId), 'MAIL#')) {
    found.push(item as unknown as WaitingMail);
  }
  return found;
}

/** Says that a mail waits no more. */
export async function endWait(eventId: string, mailId: string): Promise<void> {
  await table.send(new DeleteCommand({ TableName: tableName(), Key: key(eventId, mailId) }));
}
