import { readDecision } from '../../adapters/decisions.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { readList, type StoredList } from '../../adapters/list-store.ts';
import { type MailRecord, readMailRecord } from '../../adapters/mail-records.ts';
import { MissingObject } from '../../adapters/objects.ts';
import { isOwned } from '../../adapters/owned.ts';
import { type Run, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { type Caller, reaches } from '../../domain/access/caller.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { Problem } from './problem.ts';

/** Something that belongs to an event. */
type OfEvent = Readonly<{ eventId: string }>;

/**
 * The thing, if the caller reaches its event. Every route looks through here at what an id of a request names.
 *
 * What is foreign is answered like what is not there, in the same words and after the same reads.
 *
 * @param absent what to say of both
 * @throws Problem `not_found`
 */
export async function within<T extends OfEvent>(
  caller: Caller,
  thing: T | undefined,
  absent: string,
): Promise<T> {
  if (caller.reach.kind === 'installation') {
    if (thing) return thing;
  } else {
    const event = await readEvent(thing?.eventId ?? NO_ID);
    if (thing && event && reaches(caller, event.owner)) return thing;
  }
  throw new Problem('not_found', absent);
}

/** Names nothing: what is looked for when there is nothing to look for. */
const NO_ID = 'none';

/** The event that a request names. @throws Problem `not_found` */
export async function eventOf(eventId: string | undefined, caller: Caller): Promise<EventRecord> {
  const event = await readEvent(eventId ?? NO_ID);
  if (event && reaches(caller, event.owner)) return event;
  throw new Problem('not_found', 'there is no event of this id; list them');
}

/** The run that a request names. @throws Problem `not_found` */
export const runOf = async (runId: string | undefined, caller: Caller): Promise<Run> =>
  within(caller, await readRun(runId ?? NO_ID), 'there is no run of this id');

/** The list that a request names. @throws Problem `not_found` */
export const listOf = async (listId: string | undefined, caller: Caller): Promise<StoredList> =>
  within(caller, await readList(listId ?? NO_ID), 'there is no list of this id');

/** The mail that a request names: an organizer's own, or an answer to an event of theirs. @throws Problem `not_found` */
export async function mailOf(mailId: string | undefined, caller: Caller): Promise<MailRecord> {
  const id = mailId ?? NO_ID;
  const mail = await readMailRecord(id);
  const isTheirs = await reachesMail(id, mail, caller);
  if (mail && isTheirs) return mail;
  throw new Problem('not_found', 'there is no mail of this id; it is kept for 90 days');
}

/** Reads the same of a foreign mail and of none: a clock does not tell them apart. */
async function reachesMail(
  id: string,
  mail: MailRecord | undefined,
  caller: Caller,
): Promise<boolean> {
  const at = mail?.heardAt ?? NO_ID;
  const { reach } = caller;
  if (reach.kind !== 'organizer') return reach.kind === 'installation';
  const { mac } = await keys();
  if (await isOwned(guestKeyOf(mac, reach.address), 'MAIL', { at, id })) return true;
  const event = await readEvent((await answeredEvent(id)) ?? NO_ID);
  return event !== undefined && reaches(caller, event.owner);
}

/** The event whose guest wrote a mail; of one that could not be read nothing is known. */
async function answeredEvent(mailId: string): Promise<string | undefined> {
  try {
    const stored = await readDecision(mailId);
    return 'ticket' in stored ? stored.ticket?.eventId : undefined;
  } catch (error) {
    if (error instanceof MissingObject) return undefined;
    throw error;
  }
}
