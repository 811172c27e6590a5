import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  assignment,
  getAll,
  getOne,
  type Item,
  isConditionFailure,
  table,
  tableName,
} from './table.ts';
import { cursorAt, listedAs, newestFirst } from './time-index.ts';

/** What is kept about one inbound mail: where it is, and what became of it. No address. */
export type MailRecord = Readonly<{
  /** SES's message id = the object's name. */
  mailId: string;
  mailbox: 'calendar' | 'bulk' | 'invites';
  key: string;
  /** Of the object, where the event told it: what is put under its key later changes nothing. */
  version?: string | undefined;
  size: number;
  /** ISO instant at which SES stored it. */
  receivedAt: string;
  /** ISO instant, to the millisecond, at which the first execution heard of it. */
  heardAt: string;
  execution: string;
  /** When it is forgotten, epoch seconds. */
  ttl: number;
  /** ISO instants at which a held mail was let through: by its organizer, by the domain owner, by its event. */
  confirmedAt?: string;
  approvedAt?: string;
  resumedAt?: string;
  /** ISO instant at which the domain owner refused it. */
  refusedAt?: string;
  outcome?: 'ACCEPT' | 'HOLD' | 'DROP' | 'ANSWER';
  reason?: string;
  /** It was let through, and what it was held for stands until the execution that reads it again has its outcome. */
  isReleased?: true;
}>;

/** Records of mails are kept for 90 days, like the executions that speak of them. */
const RETENTION_SECONDS = 90 * 86_400;

const key = (mailId: string) => ({ pk: `MAIL#${mailId}`, sk: 'IN' });

/**
 * Remembers a mail, once. S3 tells of an object at least once, and an execution may be redriven:
 * whoever remembered it first, and only they, may go on with it.
 *
 * @param now sorts the list of mails, and answers that arrived in one second: S3 and SES know only the second
 * @returns false when another execution has it
 */
export function rememberMail(
  mail: Omit<MailRecord, 'heardAt' | 'ttl'>,
  now: Date,
): Promise<boolean> {
  return writeRecord(mail, now, 'attribute_not_exists(pk) OR execution = :execution');
}

/** Remembers a mail whose execution failed before it could; a redrive of that one writes what is known anew. */
export async function rememberFailed(
  mail: Pick<MailRecord, 'mailId' | 'mailbox' | 'key' | 'execution'>,
  now: Date,
): Promise<void> {
  const unread = { ...mail, size: 0, receivedAt: now.toISOString() };
  await writeRecord(unread, now, 'attribute_not_exists(pk)');
}

async function writeRecord(
  mail: Omit<MailRecord, 'heardAt' | 'ttl'>,
  now: Date,
  condition: string,
): Promise<boolean> {
  const listed = listedAs('MAIL', now.toISOString(), mail.mailId);
  const expires = Math.floor(Date.parse(mail.receivedAt) / 1000) + RETENTION_SECONDS;
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key(mail.mailId),
        UpdateExpression: `SET mailId = :id, mailbox = :mailbox, #key = :key, #size = :size, receivedAt = :at, heardAt = if_not_exists(heardAt, :now), execution = :execution, #ttl = :ttl, gsi1pk = :kind, gsi1sk = if_not_exists(gsi1sk, :sort)${mail.version === undefined ? '' : ', version = :version'}`,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#key': 'key', '#size': 'size', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':id': mail.mailId,
          ':mailbox': mail.mailbox,
          ':key': mail.key,
          ':size': mail.size,
          ':at': mail.receivedAt,
          ':now': now.toISOString(),
          ':execution': mail.execution,
          ':ttl': expires,
          ':kind': listed.gsi1pk,
          ':sort': listed.gsi1sk,
          ...(mail.version !== undefined && { ':version': mail.version }),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** The record of a mail. */
export async function readMailRecord(mailId: string): Promise<MailRecord | undefined> {
  return (await getOne(key(mailId))) as MailRecord | undefined;
}

/** The records of these mails that are kept, in their order. */
export async function readMailRecords(mailIds: readonly string[]): Promise<readonly MailRecord[]> {
  const items = await getAll(mailIds.map(key));
  const byId = new Map(items.map((item) => [item.mailId, item as unknown as MailRecord]));
  return mailIds.flatMap((mailId) => byId.get(mailId) ?? []);
}

/** The ids of these that have a record. */
export async function rememberedOf(mailIds: readonly string[]): Promise<ReadonlySet<string>> {
  const items = await getAll(mailIds.map(key));
  return new Set(items.map((item) => String(item.mailId)));
}

/** What became of a mail. */
export type MailOutcome = Readonly<{ outcome: string; reason: string }>;

/** Records what became of a mail. */
export async function recordOutcome(mailId: string, what: MailOutcome): Promise<void> {
  await writeOutcome(mailId, what, 'attribute_exists(pk)');
}

/**
 * Records that the execution of a mail failed, unless it told an outcome before it did. What a mail was held for that
 * was let through is the word of the execution before, and gives way.
 *
 * @param execution ARN of the one that failed; a mail that another one reads is left as it is
 */
export async function recordFailure(mailId: string, execution: string): Promise<void> {
  const poison = { outcome: 'HOLD', reason: 'poison' };
  const isOpen = '(attribute_not_exists(outcome) OR attribute_exists(isReleased))';
  try {
    await writeOutcome(mailId, poison, `execution = :execution AND ${isOpen}`, {
      ':execution': execution,
    });
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}

async function writeOutcome(
  mailId: string,
  { outcome, reason }: MailOutcome,
  condition: string,
  values: Item = {},
): Promise<void> {
  const set = assignment({ outcome, reason, isReleased: null });
  await table.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: key(mailId),
      ...set,
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...set.ExpressionAttributeValues, ...values },
    }),
  );
}

/** Who lets a held mail through: its organizer, the domain owner, or the event that it waited for. */
export type Release = 'confirmed' | 'approved' | 'resumed';

/**
 * Gives a held mail to an execution of its own, which reads it again.
 *
 * @param reasons for which it must be held
 * @returns false when it is not held for one of them, or not any more
 */
export async function releaseMail(
  mailId: string,
  release: Readonly<{ as: Release; execution: string; at: string; reasons: readonly string[] }>,
): Promise<boolean> {
  const set = assignment({
    ...{ [`${release.as}At`]: release.at, execution: release.execution },
    isReleased: true,
  });
  return changeHeld(mailId, set, release.reasons);
}

/** Says of a held mail that it stays held for good. @returns false when it is not held for one of `reasons` */
export async function refuseMail(
  mailId: string,
  at: string,
  reasons: readonly string[],
): Promise<boolean> {
  return changeHeld(mailId, assignment({ refusedAt: at }), reasons);
}

async function changeHeld(
  mailId: string,
  set: ReturnType<typeof assignment>,
  reasons: readonly string[],
): Promise<boolean> {
  const allowed = Object.fromEntries(reasons.map((reason, index) => [`:r${index}`, reason]));
  try {
    await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: key(mailId),
        ...set,
        ConditionExpression: `outcome = :hold AND attribute_not_exists(refusedAt) AND reason IN (${Object.keys(allowed).join(', ')})`,
        ExpressionAttributeValues: {
          ...set.ExpressionAttributeValues,
          ...allowed,
          ':hold': 'HOLD',
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Which mails somebody asks for. */
export type MailFilter = Partial<Pick<MailRecord, 'outcome' | 'mailbox'>>;

/** Mails that are looked at for one page, 100 at a time. */
const PAGE = 100;
const MAX_PAGES = 10;

/**
 * Inbound mails with their outcomes, the newest first.
 *
 * With a filter up to 1,000 mails are looked at; a page may be short or empty, and goes on at `next`.
 */
export async function listMails(
  limit: number,
  cursor?: string,
  { outcome, mailbox }: MailFilter = {},
): Promise<{ items: readonly MailRecord[]; next?: string }> {
  const isAsked = (mail: MailRecord) =>
    (outcome === undefined || mail.outcome === outcome) &&
    (mailbox === undefined || mail.mailbox === mailbox);
  const found: Item[] = [];
  let next = cursor;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await newestFirst('MAIL', outcome || mailbox ? PAGE : limit, next);
    found.push(...page.items.filter((item) => isAsked(item as unknown as MailRecord)));
    next = page.next;
    if (next === undefined || found.length >= limit) break;
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const rest = found.length > limit && last ? cursorAt('MAIL', last) : next;
  return { items: items as unknown as MailRecord[], ...(rest !== undefined && { next: rest }) };
}
