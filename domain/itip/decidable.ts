import type { ReasonFor } from './reasons.ts';

/**
 * The reasons for which a mail waits for the domain owner, by the mailbox that it came to. What is held for
 * another one cannot be helped by a yes: it is broken, nothing happens with it, or it waits for its event
 * (`event_unknown`), which no yes makes.
 */
export const DECIDABLE = {
  calendar: [
    'unconfirmed',
    'spam',
    'scan_unsure',
    'organizer_unknown',
    'delegate_held',
    'forwarded_meeting',
    'publish_held',
    'method_missing',
    'handed_over',
  ],
  invites: ['unverified', 'forwarded_guest'],
  bulk: [],
} as const satisfies Readonly<Record<string, readonly ReasonFor<'HOLD'>[]>>;
