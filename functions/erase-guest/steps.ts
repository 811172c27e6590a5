import { eraseKeys } from '../../adapters/api-keys.ts';
import { deleteDecision, readDecision } from '../../adapters/decisions.ts';
import { eraseRows } from '../../adapters/erase-rows.ts';
import { countErased } from '../../adapters/erasures.ts';
import { listEvents } from '../../adapters/event-store.ts';
import { readList, type StoredList, updateList } from '../../adapters/list-store.ts';
import { readMailRecord } from '../../adapters/mail-records.ts';
import { deleteObject, listKeys, MissingObject, readObject } from '../../adapters/objects.ts';
import { isAnyChanged, rewriteLines } from '../../adapters/rewrite-lines.ts';
import { keys } from '../../adapters/secrets.ts';
import { eraseSessions } from '../../adapters/sessions.ts';
import { eraseSignIn } from '../../adapters/sign-ins.ts';
import {
  type ErasedGuest,
  erasedAudienceLine,
  erasedPreview,
  isListLineOf,
} from '../../domain/invite/erase.ts';
import { testEventIdOf } from '../../domain/invite/keys.ts';
import { UPLOAD_PREFIX } from '../../manifest.ts';
import { isDecisionOf, isMailFrom } from './mails.ts';

/** An erasure at work; `isLate` once it should stop at the next place from which it can go on. */
export type Erasing = ErasedGuest & Readonly<{ erasureId: string; isLate(): boolean }>;

/** Goes through one kind of things from `after` on; gives where to go on, undefined at the end. */
type Step = (erasing: Erasing, after?: string) => Promise<string | undefined>;

const idOf = (key: string): string => key.split('/')[1] ?? '';

/** Octets of a mail in which its header is looked for. */
const HEAD = { start: 0, end: 128 * 1024 };

async function throughKeys(
  erasing: Erasing,
  keys: AsyncIterable<string>,
  erase: (key: string) => Promise<unknown>,
): Promise<string | undefined> {
  for await (const key of keys) {
    try {
      await erase(key);
    } catch (error) {
      // It went since it was listed: by its age, or by another erasure.
      if (!(error instanceof MissingObject)) throw error;
    }
    if (erasing.isLate()) return key;
  }
  return undefined;
}

const lists: Step = (erasing, after) =>
  throughKeys(erasing, listKeys('data', 'lists/', after), async (key) => {
    const listId = idOf(key);
    const { preview, consent }: Partial<StoredList> = (await readList(listId)) ?? {};
    const erased = preview && erasedPreview(preview, erasing);
    if (erased) await updateList(listId, { preview: erased });
    const change = (line: string) => (isListLineOf(line, erasing) ? null : undefined);
    if (!(await isAnyChanged(key, change))) return;
    // Before its line goes: whoever repeats this finds by the line that there is an upload.
    await deleteObject('data', `${UPLOAD_PREFIX}${listId}`);
    const mail = consent?.mailId === undefined ? undefined : await readMailRecord(consent.mailId);
    if (mail) await deleteObject('mail', mail.key);
    await rewriteLines(key, change);
    await countErased(erasing.erasureId, 'lists', 1);
  });

const runs: Step = (erasing, after) =>
  throughKeys(erasing, listKeys('data', 'runs/', after), async (key) => {
    if (!key.endsWith('/audience.jsonl')) return;
    const change = (line: string) => erasedAudienceLine(line, erasing);
    if (!(await isAnyChanged(key, change))) return;
    await rewriteLines(key, change);
    await countErased(erasing.erasureId, 'runs', 1);
  });

const mails: Step = (erasing, after) =>
  throughKeys(erasing, listKeys('mail', 'inbox/', after), async (key) => {
    const head = (await readObject('mail', key, HEAD)).toString('latin1');
    if (!isMailFrom(head, erasing)) return;
    await deleteObject('mail', key);
    await deleteDecision(key.slice(key.lastIndexOf('/') + 1));
    await countErased(erasing.erasureId, 'mails', 1);
  });

/** Mails that are the guest's by their ticket, whatever address they came from. */
const decisions: Step = (erasing, after) =>
  throughKeys(erasing, listKeys('data', 'mail/', after), async (key) => {
    const mailId = idOf(key);
    if (!isDecisionOf(await readDecision(mailId), erasing)) return;
    const mail = await readMailRecord(mailId);
    if (mail) await deleteObject('mail', mail.key);
    await deleteDecision(mailId);
    await countErased(erasing.erasureId, 'mails', 1);
  });

const events: Step = async (erasing, after) => {
  const { mac } = await keys();
  let cursor = after;
  do {
    const page = await listEvents(50, cursor);
    for (const { eventId } of page.items) {
      const copyId = testEventIdOf(mac, eventId);
      const isFound = [
        await eraseRows(eventId, erasing.guestKey),
        await eraseRows(copyId, erasing.guestKey),
      ].some((is) => is);
      await countErased(erasing.erasureId, 'events', isFound ? 1 : 0);
    }
    cursor = page.next;
  } while (cursor !== undefined && !erasing.isLate());
  return cursor;
};

/** What they have who sign in, or for whom keys act. Not counted: one pass takes all of it. */
const people: Step = async ({ guestKey }) => {
  await eraseSignIn(guestKey);
  await eraseSessions(guestKey);
  await eraseKeys(guestKey, new Date().toISOString());
  return undefined;
};

/** What an erasure goes through, in this order: rows last, since a worker may write one by what an audience says. */
export const STEPS = { lists, runs, mails, decisions, people, events } as const satisfies Readonly<
  Record<string, Step>
>;
