import type { ProposedTime } from '../calendar/snapshot.ts';
import { timeText } from '../calendar/time-text.ts';
import { toInstant, zonedLocal } from '../calendar/zones.ts';
import type { EventRecord } from './event.ts';

/** What a guest proposed last, as it is stored: about the event, or about the date of it that `instance` names. */
export type StoredProposal = Readonly<{
  guestKey: string;
  proposed?: ProposedTime;
  location?: string;
  comment?: string;
  /** From was proven and is the invited address. */
  verified: boolean;
  sequence: number;
  dtstamp?: string;
  arrivedAt: string;
  mailId: string;
  instance?: string;
}>;

/** A proposal for people. */
export type ProposalRow = Readonly<{
  guestKey: string;
  /** Of somebody to whom the guest passed the invitation on: their key. */
  sharedKey?: string;
  /** Original start of the date that it is about, as an instant. */
  instance?: string;
  /** In the form of an event's times; absent where no time could be read. */
  start?: string;
  end?: string;
  timeZone?: string;
  location?: string;
  comment?: string;
  verified: boolean;
  at: string;
  arrivedAt: string;
  mailId: string;
  state: 'open' | 'outdated' | 'cancelled';
}>;

/** The row of a proposal. @param sharedKey of who made it, where that is not the guest */
export function proposalRow(
  stored: StoredProposal,
  event: Pick<EventRecord, 'status' | 'timeSequence'>,
  sharedKey?: string,
): ProposalRow {
  const { guestKey, instance, proposed, location, comment, verified } = stored;
  const { dtstamp, arrivedAt, mailId } = stored;
  return {
    guestKey,
    ...(sharedKey !== undefined && { sharedKey }),
    ...(instance !== undefined && { instance }),
    ...(proposed && timesOf(proposed)),
    ...(location !== undefined && { location }),
    ...(comment !== undefined && { comment }),
    ...{ verified, at: dtstamp ?? arrivedAt, arrivedAt, mailId },
    state: stateOf(stored, event),
  };
}

function stateOf(
  { sequence }: StoredProposal,
  { status, timeSequence }: Pick<EventRecord, 'status' | 'timeSequence'>,
): ProposalRow['state'] {
  if (status === 'cancelled') return 'cancelled';
  return sequence < timeSequence ? 'outdated' : 'open';
}

/** Both in the zone of the start: some clients write the two in different ones. */
function timesOf({ start, end }: ProposedTime): Pick<ProposalRow, 'start' | 'end' | 'timeZone'> {
  if (start.kind !== 'zoned') return { start: timeText(start), ...(end && { end: timeText(end) }) };
  return {
    start: start.local,
    ...(end && { end: zonedLocal(toInstant(end), start.zone) }),
    timeZone: start.zone,
  };
}
