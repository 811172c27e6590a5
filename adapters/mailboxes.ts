import { setting } from './environment.ts';

/** The address that is ORGANIZER, From and Reply-To of everything we send (design, section 4). */
export const invitesMailbox = (): string => setting('INVITES_MAILBOX');

/** The address that organizers invite. */
export const calendarMailbox = (): string => setting('CALENDAR_MAILBOX');

/** Every address of the installation: none of them is ever a guest (security.md Table A, A76). */
export const ownMailboxes = (): readonly string[] => [
  calendarMailbox(),
  setting('BULK_MAILBOX'),
  invitesMailbox(),
];

/** Mail for `invites+x@` comes in at `invites@`. */
const withoutLabel = (address: string): string => address.replace(/\+[^@]*@/, '@');

/** Says of an address whether it is the installation's own: nobody invites those (security.md A76). */
export function systemAddresses(): (address: string) => boolean {
  const own = new Set(ownMailboxes());
  return (address) => own.has(withoutLabel(address));
}
