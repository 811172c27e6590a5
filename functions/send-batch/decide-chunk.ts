import { readEvidence } from '../../adapters/delivery-packs.ts';
import { readVersion } from '../../adapters/event-store.ts';
import { guestPartition, type SentRow } from '../../adapters/guest-ledger.ts';
import {
  holdingFor,
  idsOf,
  lastFor,
  type MessagesTo,
  messagesTo,
  type Plan,
  versionFor,
  wishFor,
} from '../../adapters/guest-plan.ts';
import { keys } from '../../adapters/secrets.ts';
import { type KnownGuest, readSendView } from '../../adapters/send-view.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import type { GuestMessage } from '../../domain/invite/guest-messages.ts';
import { isInHandOfAnother } from '../../domain/invite/in-hand.ts';
import type { Heartbeats } from '../../domain/invite/pace.ts';
import { isRepetition } from '../../domain/invite/run.ts';
import {
  asHeard,
  decideSend,
  type SendDecision,
  type SendWish,
  wordSince,
} from '../../domain/invite/send-decision.ts';
import { type Holding, holdingOf } from '../../domain/invite/sent-record.ts';
import type { RangeWork } from './deliver-range.ts';
import { mayTouch } from './may-begin.ts';

/** A guest, what brings them to the newest version, and what to do about them now. */
export type PlannedGuest = Readonly<{
  guest: AudienceRow;
  /** What is known of them, as far as it counts for this run. */
  known: KnownGuest;
  /** What was last sent to them, as it is written down. */
  stored: SentRow | undefined;
  /** The version that they are brought to. */
  version: EventVersion;
  /** What the guest's calendar shows, before this run. */
  holding: Holding;
  messages: readonly GuestMessage[];
  sendId: SendWish['sendId'];
  decision: SendDecision;
}>;

/**
 * The decisions about a chunk, and the version that they bring. `yield`: nothing may be sent now, since another run
 * has the event's turn, somebody paused this one, or SES takes nothing more.
 */
export type Chunk =
  | Readonly<{
      kind: 'planned';
      version: EventVersion;
      guests: readonly PlannedGuest[];
      heartbeats: Heartbeats;
      /** When the run took the turn of its event, epoch ms; 0 for a run without one. */
      turnSince: number;
    }>
  | Readonly<{ kind: 'yield' }>;

const NO_EVIDENCE: ReadonlySet<string> = new Set();

/** Decides the guests of one chunk by what is true at this moment. */
export async function decideChunk(
  { run }: Pick<RangeWork, 'run'>,
  guests: readonly AudienceRow[],
): Promise<Chunk> {
  const { eventId, kind } = run;
  const guestKeys = guests.map(({ guestKey }) => guestKey);
  const view = await readSendView(eventId, guestKeys, kind !== 'send', run.runId);
  if (!view.event) throw new Error('there is no such event');
  const { wish, halt } = view.run ?? run;
  const mayGoOn = wish !== 'pause' && !(halt && wish !== 'stop');
  if (!mayTouch(run, view) || !mayGoOn) return { kind: 'yield' };
  const version = await readVersion(eventId, view.event.version);
  const { mac } = await keys();
  const isStopped = wish === 'stop';
  const plan = { run, version, mac, isStopped, messages: messagesTo(version) };
  const planned = guests.map(async (guest) => {
    const plannedGuest = await planGuest(guest, view.guests.get(guest.guestKey) ?? {}, plan);
    const isElsewhere = isInHandOfAnother(view.hands, guest.guestKey, run.runId, Date.now());
    return isElsewhere ? { ...plannedGuest, decision: { do: 'leave' } as const } : plannedGuest;
  });
  const { heartbeats, turn } = view;
  const turnSince = turn?.runId === run.runId ? turn.takenAt : 0;
  return { kind: 'planned', version, guests: await Promise.all(planned), heartbeats, turnSince };
}

async function planGuest(
  guest: AudienceRow,
  known: KnownGuest,
  plan: Plan & Readonly<{ messages: MessagesTo }>,
): Promise<PlannedGuest> {
  const { run } = plan;
  const { answer, suppressed } = known;
  const { last: stored } = known;
  const evidence = stored ? await evidenceOf(run.eventId, stored) : NO_EVIDENCE;
  const { kind, runId } = run;
  const shown = stored && heard(stored, evidence, plan);
  const last = shown && lastFor(shown, run, plan.version.sequence);
  const version = await versionFor(last, plan.version);
  const holding = holdingOf(last, version.sequence);
  const find = version === plan.version ? plan.messages : messagesTo(version);
  const messages = await find(holdingFor(last, run, version.sequence));
  const wish = wishFor(guest.guestKey, messages.length, { ...plan, version });
  const planned = {
    ...{ guest, stored, version, holding, messages, sendId: wish.sendId },
    known: { ...known, ...(last && { last }) },
  };
  const stands = answer !== undefined && answer.sequence >= version.timeSequence;
  if (kind === 'nudge' && stands && last?.runId !== runId) {
    return { ...planned, decision: { do: 'skip', reason: 'answered' } };
  }
  const view = { evidence, ...(shown && { last: shown }), ...(suppressed && { suppressed }) };
  return { ...planned, decision: decideSend(view, wish) };
}

const heard = (last: SentRow, evidence: ReadonlySet<string>, { run, mac }: Plan): SentRow => {
  const { kind, runId, eventId } = run;
  const wish = { repeats: isRepetition(kind), runId };
  return asHeard(last, evidence, wish, idsOf(mac, eventId, last));
};

async function evidenceOf(eventId: string, stored: SentRow): Promise<ReadonlySet<string>> {
  const { guestKey } = stored;
  const since = wordSince(stored);
  if (since === undefined) return NO_EVIDENCE;
  return readEvidence(guestPartition(eventId, guestKey), guestKey, since);
}
