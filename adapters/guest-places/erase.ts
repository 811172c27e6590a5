import { type ErasedGuest, erasedPreview, isListLineOf } from '../../domain/invite/erase.ts';
import { UPLOAD_PREFIX } from '../../manifest.ts';
import { eraseKey } from '../api-keys.ts';
import { eraseFromAct } from '../audit.ts';
import { deleteDecision } from '../decisions.ts';
import { eraseAsk, eraseSent } from '../erase-rows.ts';
import { deleteExportFiles } from '../guest-exports.ts';
import { type StoredList, updateList } from '../list-store.ts';
import { readMailRecord } from '../mail-records.ts';
import { deleteObject } from '../objects.ts';
import { rewriteLines } from '../rewrite-lines.ts';
import { eraseSession } from '../sessions.ts';
import { eraseSignIn } from '../sign-ins.ts';
import { takeOut } from '../table.ts';
import type { EraseOrder } from './found.ts';
import { audienceLineOf } from './lists.ts';
import { idOf, unlessMissing } from './objects.ts';

/** Takes a person out of something that a walk found. What went since then is erased. */
export const erase = (order: EraseOrder, guest: ErasedGuest): Promise<unknown> =>
  unlessMissing<unknown>(() => eraseNow(order, guest), undefined);

async function eraseNow(order: EraseOrder, guest: ErasedGuest): Promise<unknown> {
  switch (order.what) {
    case 'list':
      return eraseFromList(order.key, order.list, guest);
    case 'audience':
      return rewriteLines(order.key, audienceLineOf(guest));
    case 'mail':
      if (order.key !== undefined) await deleteObject('mail', order.key);
      return deleteDecision(order.mailId);
    case 'sign_in':
      return eraseSignIn(guest.guestKey);
    case 'session':
      return eraseSession(order.id);
    case 'key':
      return eraseKey(order.apiKey, new Date().toISOString());
    case 'export':
      return deleteExportFiles(order.exportId);
    case 'act':
      return eraseFromAct(order.key, order.fields);
    case 'guest':
      return eraseSent(order.key);
    case 'ask':
      return eraseAsk(order.key);
    case 'words':
      return takeOut(order.key, ['comment', 'location']);
    default:
      return order satisfies never;
  }
}

async function eraseFromList(
  key: string,
  { preview, consent }: Partial<StoredList>,
  guest: ErasedGuest,
): Promise<void> {
  const listId = idOf(key);
  const erased = preview && erasedPreview(preview, guest);
  if (erased) await updateList(listId, { preview: erased });
  // Before its line goes: whoever repeats this finds by the line that there is an upload.
  await deleteObject('data', `${UPLOAD_PREFIX}${listId}`);
  const mail = consent?.mailId === undefined ? undefined : await readMailRecord(consent.mailId);
  if (mail) await deleteObject('mail', mail.key);
  await rewriteLines(key, (line) => (isListLineOf(line, guest) ? null : undefined));
}
