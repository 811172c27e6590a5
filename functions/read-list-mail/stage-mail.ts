import { randomBytes } from 'node:crypto';
import { optionalSetting } from '../../adapters/environment.ts';
import { readEvents } from '../../adapters/event-store.ts';
import { startListRun } from '../../adapters/list-runs.ts';
import { createList, readList, type StoredList, updateList } from '../../adapters/list-store.ts';
import { systemAddresses } from '../../adapters/mailboxes.ts';
import { keys } from '../../adapters/secrets.ts';
import { stageRows } from '../../adapters/stage-rows.ts';
import { listIdOf, runIdOf } from '../../domain/invite/keys.ts';
import type { ListMail } from '../../domain/itip/decide-list-mail.ts';
import type { TakenLists } from '../../domain/itip/decisions.ts';
import { REASONS } from '../../domain/itip/reasons.ts';
import { eventIdsIn, eventOfMail } from '../../domain/list/event-column.ts';
import { readList as readRows } from '../../domain/list/read-list.ts';
import type { ListRow } from '../../domain/list/row.ts';
import { type EventRows, splitEvents } from '../../domain/list/split-events.ts';
import type { AttachedFile } from '../../domain/mime/mail.ts';

/** Where a mail's lists come from. `words`: its subject and its text; `at`: ISO instant at which it was heard of. */
export type ListSource = Readonly<{ mailId: string; words: readonly string[]; at: string }>;

/**
 * Stages the lists of a mail: one for each file and each event of it that belongs to the sender. The ids are those of the
 * mail, so that a step that is repeated makes the same lists.
 *
 * @returns undefined where no event of the sender's is named
 */
export async function stageMail(
  mail: ListMail,
  source: ListSource,
): Promise<TakenLists | undefined> {
  const theirs = await eventsOf(mail, source);
  const named = source.words
    .map((text) => eventIdsIn(text).filter((id) => theirs.has(id)))
    .find((ids) => ids.length > 0);
  // Two events in one subject: only a column can say which row is for which.
  const [only] = named?.length === 1 ? named : [];
  const lists: StoredList[] = [];
  for (const [index, file] of mail.files.entries()) {
    const rows = await rowsOf(file, theirs, only);
    for (const part of splitEvents(rows, only)) {
      lists.push(await stageOne(part, file, `${source.mailId}\n${index}`, mail, source));
    }
  }
  if (lists.length === 0) return undefined;
  const staged = lists.filter(({ state }) => state === 'staged');
  const isSending = mail.wantsNow && staged.length > 0 && optionalSetting('SEND_FROM_MAIL') === '1';
  if (isSending) await sendNow(staged, source);
  const reason = staged.length > 0 ? 'list_staged' : 'list_refused';
  return {
    ...{ outcome: staged.length > 0 ? 'ACCEPT' : 'ANSWER', reason, isSending, to: mail.sender },
    detail: REASONS[reason].sentence,
    listIds: lists.map(({ listId }) => listId),
    ...(mail.messageId !== undefined && { inReplyTo: mail.messageId }),
  };
}

/** The events of the sender's that the mail or a cell of it may name: whoever's event it is not learns nothing of it. */
async function eventsOf(
  { files, sender }: ListMail,
  { words }: ListSource,
): Promise<ReadonlySet<string>> {
  const latin = new TextDecoder('windows-1252');
  const ids = [...words, ...files.map(({ bytes }) => latin.decode(bytes))].flatMap(eventIdsIn);
  const events = await readEvents([...new Set(ids)]);
  return new Set(events.filter(({ owner }) => owner === sender).map(({ eventId }) => eventId));
}

async function rowsOf(
  { bytes }: AttachedFile,
  theirs: ReadonlySet<string>,
  named: string | undefined,
): Promise<readonly ListRow[]> {
  const rows: ListRow[] = [];
  const reading = readRows(oneChunk(bytes), {
    seed: randomBytes(4).readInt32LE(),
    isSystemAddress: systemAddresses(),
    eventOf: eventOfMail((eventId) => theirs.has(eventId), named),
  });
  for await (const row of reading) rows.push(row);
  return rows;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function stageOne(
  { eventId, rows }: EventRows,
  { filename = 'list.csv' }: AttachedFile,
  place: string,
  { consent }: ListMail,
  { at }: ListSource,
): Promise<StoredList> {
  const { mac } = await keys();
  const listId = listIdOf(mac, `${place}\n${eventId}`);
  const known = await readList(listId);
  if (known && known.state !== 'reading') return known;
  const list = { listId, eventId, fileName: filename, consent, createdAt: at };
  await createList({ ...list, state: 'reading' });
  const preview = await stageRows(listId, [rows]);
  const state = preview.fault || preview.accepted === 0 ? 'refused' : 'staged';
  await updateList(listId, { state, preview });
  return { ...list, state, preview };
}

async function sendNow(lists: readonly StoredList[], { at }: ListSource): Promise<void> {
  const { mac } = await keys();
  for (const list of lists) {
    const runId = runIdOf(mac, `mail\n${list.listId}`);
    await startListRun(list, { runId, createdAt: at });
  }
}
