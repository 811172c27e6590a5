import { readVersion } from '../../adapters/event-store.ts';
import { readEvidence, type SentRow } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { type KnownGuest, readSendView } from '../../adapters/send-view.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import { type GuestMessage, messagesFor } from '../../domain/invite/guest-messages.ts';
import { sendIdOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import type { Heartbeats } from '../../domain/invite/pace.ts';
import { isRepetition } from '../../domain/invite/run.ts';
import {
  decideSend,
  heldVersion,
  isInvited,
  type SendDecision,
  type SendWish,
} from '../../domain/invite/send-decision.ts';
import type { RangeWork } from './deliver-range.ts';

/** A guest, what brings them to the newest version, and what to do about them now. */
export type PlannedGuest = Readonly<{
  guest: AudienceRow;
  known: KnownGuest;
  /** Version that the guest's calendar shows; undefined for a new guest. */
  held: number | undefined;
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
  if (view.turn?.runId !== run.runId || !mayGoOn) return { kind: 'yield' };
  const version = await readVersion(eventId, view.event.version);
  const { mac } = await keys();
  const isStopped = wish === 'stop';
  const plan = { run, version, mac, isStopped, messages: messagesByHeld(version) };
  const planned = guests.map((guest) =>
    planGuest(guest, view.guests.get(guest.guestKey) ?? {}, plan),
  );
  const { heartbeats } = view;
  return { kind: 'planned', version, guests: await Promise.all(planned), heartbeats };
}

type Plan = Readonly<{
  run: RangeWork['run'];
  version: EventVersion;
  mac: Mac;
  isStopped?: boolean;
}>;

type MessagesByHeld = (held: number | undefined) => Promise<readonly GuestMessage[]>;

/** What brings guests to a version, by the version that they hold; worked out once for all who hold the same. */
function messagesByHeld({ eventId, version, series, sequenceAt }: EventVersion): MessagesByHeld {
  const found = new Map<number | undefined, Promise<readonly GuestMessage[]>>();
  const find: MessagesByHeld = async (held) => {
    if (held === version) return [];
    const before = held === undefined ? undefined : (await readVersion(eventId, held)).series;
    return messagesFor(before, series, sequenceAt);
  };
  return (held) => {
    const messages = found.get(held) ?? find(held);
    found.set(held, messages);
    return messages;
  };
}

async function planGuest(
  guest: AudienceRow,
  known: KnownGuest,
  plan: Plan & Readonly<{ messages: MessagesByHeld }>,
): Promise<PlannedGuest> {
  const { run, version } = plan;
  const { last, answer, suppressed } = known;
  const held = heldBefore(last, version);
  const messages = await plan.messages(isRepetition(run.kind) ? undefined : held);
  const wish = wishFor(guest.guestKey, messages.length, plan);
  const planned = { guest, known, held, messages, sendId: wish.sendId };
  const stands = answer !== undefined && answer.sequence >= version.timeSequence;
  if (run.kind === 'nudge' && stands && last?.runId !== run.runId) {
    return { ...planned, decision: { do: 'skip', reason: 'answered' } };
  }
  const isOpen = last?.state === 'unknown';
  const evidence = isOpen ? await readEvidence(run.eventId, guest.guestKey) : NO_EVIDENCE;
  const view = { evidence, ...(last && { last }), ...(suppressed && { suppressed }) };
  return { ...planned, decision: decideSend(view, wish) };
}

/** Whoever may have got an invitation of which SES said nothing is told of its end. */
function heldBefore(last: SentRow | undefined, { series, sequence }: EventVersion) {
  const held = heldVersion(last);
  const mayHold = last && series.status === 'cancelled' && last.sequence < sequence;
  return held ?? (mayHold && isInvited(last) ? last.version : undefined);
}

/** What a run wants for one guest. @param parts mails that bring them to the version */
export function wishFor(guestKey: string, parts: number, plan: Plan): SendWish {
  const { run, version, mac, isStopped = false } = plan;
  const { eventId, sequence, series } = version;
  const repeats = isRepetition(run.kind);
  return {
    ...{ sequence, parts, repeats, isStopped, runId: run.runId, now: Date.now() },
    idle: series.status === 'cancelled' ? 'event_cancelled' : 'already_invited',
    silenceMs: silenceSeconds() * 1_000,
    sendId: (part, attempt) => {
      const named = repeats ? { runId: run.runId } : {};
      return sendIdOf(mac, { eventId, guestKey, sequence, part, attempt, ...named });
    },
  };
}
