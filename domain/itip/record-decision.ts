import { outlookProblem } from '../calendar/outlook-pattern.ts';
import type { CalendarMessage } from '../calendar/snapshot.ts';
import type { Applied, Said } from '../invite/apply-message.ts';
import {
  type AcceptedInvitation,
  type Dropped,
  drop,
  type Held,
  hold,
  type RecordedReason,
} from './decisions.ts';
import { REASONS } from './reasons.ts';
import { replyToOrganizer } from './reply-to-organizer.ts';

/** A message of somebody who may say it, before it is known what it makes of the event. */
export type Allowed = Pick<AcceptedInvitation, 'organizer' | 'evidence' | 'message' | 'arrivedAt'> &
  Readonly<{ mailbox: string; inReplyTo: string | undefined }>;

/**
 * What becomes of an allowed message, from what it makes of its event.
 *
 * Asked twice: when the mail is read, and again when it is recorded, since another mail about the same event may
 * have come in between.
 */
export function decideRecorded(
  allowed: Allowed,
  applied: Applied,
): AcceptedInvitation | Held | Dropped {
  const { organizer, evidence, message, arrivedAt } = allowed;
  switch (applied.kind) {
    case 'known':
      return applied.reason === 'stale'
        ? drop('stale', 'The message is older than the recorded event.')
        : drop('duplicate');
    case 'waits':
      return hold('event_unknown', { organizer });
    case 'version':
      break;
    default:
      return applied satisfies never;
  }
  const reason = reasonOf(applied);
  const { diff, tells, series } = applied.version;
  const notice = outlookProblem(series.master, series.overrides);
  return {
    ...{ outcome: 'ACCEPT', reason, detail: REASONS[reason].sentence },
    ...{ organizer, evidence, message, arrivedAt },
    change: { diff, tells, ...(notice !== undefined && { notice }) },
    reply: replyToOrganizer({
      ...{ reason, mailbox: allowed.mailbox, inReplyTo: allowed.inReplyTo },
      to: addressOf(message) ?? organizer.address,
      // Nobody answers a CANCEL in a calendar (RFC 5546 §3.2.5).
      ...(message.method !== 'CANCEL' && { message }),
    }),
  };
}

function reasonOf({ version, isOver }: Extract<Applied, { kind: 'version' }>): RecordedReason {
  if (isOver && version.kind !== 'unchanged') return 'past_event';
  return version.kind === 'created' ? 'accepted' : version.kind;
}

/** The ORGANIZER as their client wrote it: iCloud's token is where its answers go. */
function addressOf({ master, overrides }: CalendarMessage): string | undefined {
  return (master ?? overrides[0])?.organizer?.address;
}

/** What an allowed message says of an event, and on whose word. @param mailId the mail that it came in */
export function saidOf(
  allowed: Omit<Allowed, 'inReplyTo' | 'mailbox'>,
  eventId: string,
  mailId: string,
): Said {
  const { message, organizer, evidence, arrivedAt } = allowed;
  const proof = evidence.level === 'authenticated' ? evidence.by : evidence.level;
  return {
    ...{ message, eventId, arrivedAt, owner: organizer, source: 'mail' },
    by: { address: evidence.address, evidence: proof, mailId },
  };
}
