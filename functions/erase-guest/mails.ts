import type { StoredDecision } from '../../adapters/decisions.ts';
import { addressesIn } from '../../domain/identity/addresses-in.ts';
import type { ErasedGuest } from '../../domain/invite/erase.ts';

/** True when the fields of a mail that say who wrote it name the guest. @param head the mail's first octets */
export function isMailFrom(head: string, { isTheirs }: ErasedGuest): boolean {
  const [header = ''] = head.split(/\r?\n\r?\n/, 1);
  const fields = header.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return fields
    .filter((field) => /^(from|sender|reply-to|return-path)\s*:/i.test(field))
    .some((field) => addressesIn(field.slice(field.indexOf(':') + 1)).some(isTheirs));
}

/** True when what was decided about a mail is about the guest: theirs by its ticket, or by whom it names as its sender. */
export function isDecisionOf(stored: StoredDecision, { guestKey, isTheirs }: ErasedGuest): boolean {
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
