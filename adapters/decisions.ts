import type { CalendarDecision, ListDecision, ReplyDecision } from '../domain/itip/decisions.ts';
import { deleteObject, readJson, writeJson } from './objects.ts';

/**
 * What was decided about a mail, with everything that was read in it. Kept in S3 between two states of
 * a workflow, so that no address enters an execution (security.md 0.11).
 */
export type StoredDecision = Readonly<
  | { mailbox: 'calendar'; decision: CalendarDecision; eventId?: string }
  | { mailbox: 'bulk'; decision: ListDecision }
  | {
      mailbox: 'invites';
      decision: ReplyDecision;
      /** Whose ticket it was; of a letter, whose invitation it is about. */
      ticket?: Readonly<{ eventId: string; guestKey: string }>;
      /** Key of who answered, where that is not the guest. */
      sharedWith?: string;
    }
>;

const objectOf = (mailId: string): string => `mail/${mailId}/decision.json`;

/** Stores the decision about a mail. */
export const saveDecision = (mailId: string, decision: StoredDecision): Promise<void> =>
  writeJson('data', objectOf(mailId), decision);

/** The decision about a mail. */
export const readDecision = (mailId: string): Promise<StoredDecision> =>
  readJson<StoredDecision>('data', objectOf(mailId));

/** Deletes the decision about a mail. */
export const deleteDecision = (mailId: string): Promise<void> =>
  deleteObject('data', objectOf(mailId));
