import { addressesIn } from '../../domain/identity/addresses-in.ts';
import type { ErasedGuest } from '../../domain/invite/erase.ts';
import { readDecision, type StoredDecision } from '../decisions.ts';
import { readMailRecord } from '../mail-records.ts';
import { listKeys, readObject } from '../objects.ts';
import type { Found, Places } from './found.ts';
import { idOf, showMail, throughKeys, unlessMissing } from './objects.ts';

/** Octets of a mail in which its header is looked for. */
const HEAD = { start: 0, end: 128 * 1024 };

/** True when the fields of a mail that say who wrote it name the guest. */
async function isMailFrom(key: string, { isTheirs }: ErasedGuest): Promise<boolean> {
  const head = (await readObject('mail', key, HEAD)).toString('latin1');
  const [header = ''] = head.split(/\r?\n\r?\n/, 1);
  const fields = header.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return fields
    .filter((field) => /^(from|sender|reply-to|return-path)\s*:/i.test(field))
    .some((field) => addressesIn(field.slice(field.indexOf(':') + 1)).some(isTheirs));
}

/** True when what was decided about a mail is about the guest: theirs by its ticket, or by whom it names as its sender. */
function isDecisionOf(stored: StoredDecision, { guestKey, isTheirs }: ErasedGuest): boolean {
  const { decision } = stored;
  if (stored.mailbox === 'invites') {
    // What somebody else says to an invitation that the guest passed on is not the guest's.
    const whose = stored.sharedWith ?? stored.ticket?.guestKey;
    if (whose === guestKey) return true;
  }
  const said = 'said' in decision ? decision.said : undefined;
  return [
    'from' in decision ? decision.from.address : undefined,
    'organizer' in decision ? decision.organizer?.address : undefined,
    'to' in decision ? decision.to : undefined,
    said?.from.address,
  ].some((address) => address !== undefined && isTheirs(address));
}

/** What is on record of a mail, without what only machines use. */
async function recordOf(mailId: string): Promise<object> {
  const { mailbox, receivedAt, outcome, reason } = (await readMailRecord(mailId)) ?? {};
  return { mailId, mailbox, receivedAt, outcome, reason };
}

/** Mails that they wrote, whatever became of them; those that wait are among them. */
export const mails: Places = (guest, after) =>
  throughKeys(listKeys('mail', 'inbox/', after), async (key) => {
    if (!(await isMailFrom(key, guest))) return [];
    const mailId = key.slice(key.lastIndexOf('/') + 1);
    return [
      {
        kind: 'mail',
        show: async () => ({ ...(await recordOf(mailId)), ...(await showMail(key)) }),
        erase: { what: 'mail', mailId, key },
      } satisfies Found,
    ];
  });

/** What was decided about mails that are theirs, also by their ticket alone; with the mail where it is not among {@link mails}. */
export const decisions: Places = (guest, after) =>
  throughKeys(listKeys('data', 'mail/', after), async (key) => {
    const mailId = idOf(key);
    const stored = await readDecision(mailId);
    if (!isDecisionOf(stored, guest)) return [];
    const mail = await readMailRecord(mailId);
    return [
      {
        kind: 'answered_mail',
        show: async () => ({
          ...(await recordOf(mailId)),
          decision: stored.decision,
          ...(mail && (await showUnseen(mail.key, guest))),
        }),
        erase: { what: 'mail', mailId, ...(mail && { key: mail.key }) },
      } satisfies Found,
    ];
  });

async function showUnseen(key: string, guest: ErasedGuest): Promise<object> {
  return unlessMissing(async () => ((await isMailFrom(key, guest)) ? {} : showMail(key)), {});
}
