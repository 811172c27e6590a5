import { readEvidence } from '../../adapters/delivery-packs.ts';
import { readVersion } from '../../adapters/event-store.ts';
import { guestPartition, type SentRow } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { type KnownGuest, readSendView } from '../../adapters/send-view.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import {
  type GuestMessage,
  messagesFor,
  messagesForUnsure,
} from '../../domain/invite/guest-messages.ts';
import { isInHandOfAnother } from '../../domain/invite/in-hand.ts';
import { sendIdOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import type { Heartbeats } from '../../domain/invite/pace.ts';
import { isRepetition } from '../../domain/invite/run.ts';
import {
  decideSend,
  type Holding,
  holdingOf,
  isWhole,
  type SendDecision,
  type SendWish,
} from '../../domain/invite/send-decision.ts';
import type { RangeWork } from './deliver-range.ts';
import { mayTouch } from './may-begin.ts';

/** A guest, what brings them to the newest version, and what to do about them now. */
export type PlannedGuest = Readonly<{
  guest: AudienceRow;
  known: KnownGuest;
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
  const { heartbeats } = view;
  return { kind: 'planned', version, guests: await Promise.all(planned), heartbeats };
}

type Plan = Readonly<{
  run: RangeWork['run'];
  version: EventVersion;
  mac: Mac;
  isStopped?: boolean;
}>;

/** What brings a guest to a version from what they hold. */
export type MessagesTo = (holding: Holding) => Promise<readonly GuestMessage[]>;

/** What brings guests to a version; worked out once for all who hold the same. */
export function messagesTo({ eventId, version, series, sequenceAt }: EventVersion): MessagesTo {
  const found = new Map<string, Promise<readonly GuestMessage[]>>();
  const find: MessagesTo = async ({ held, mayHold }) => {
    const seriesOf = async (number: number) => (await readVersion(eventId, number)).series;
    if (mayHold.length > 0) {
      const numbers = held === undefined ? mayHold : [held, ...mayHold];
      return messagesForUnsure(await Promise.all(numbers.map(seriesOf)), series, sequenceAt);
    }
    if (held === version) return [];
    return messagesFor(held === undefined ? undefined : await seriesOf(held), series, sequenceAt);
  };
  return (holding) => {
    const name = nameOfHolding(holding);
    const messages = found.get(name) ?? find(holding);
    found.set(name, messages);
    return messages;
  };
}

/** Tells holdings apart. */
export const nameOfHolding = ({ held = 0, mayHold }: Holding): string => [held, ...mayHold].join();

/** A repetition says all of the version, whatever its guest holds. */
export const holdingFor = (
  last: SentRow | undefined,
  { kind }: Pick<RangeWork['run'], 'kind'>,
  sequence: number,
): Holding => (isRepetition(kind) ? { mayHold: [] } : holdingOf(last, sequence));

async function planGuest(
  guest: AudienceRow,
  known: KnownGuest,
  plan: Plan & Readonly<{ messages: MessagesTo }>,
): Promise<PlannedGuest> {
  const { run } = plan;
  const { last, answer, suppressed } = known;
  const version = await versionFor(last, plan.version);
  const holding = holdingOf(last, version.sequence);
  const find = version === plan.version ? plan.messages : messagesTo(version);
  const messages = await find(holdingFor(last, run, version.sequence));
  const wish = wishFor(guest.guestKey, messages.length, { ...plan, version });
  const planned = { guest, known, version, holding, messages, sendId: wish.sendId };
  const stands = answer !== undefined && answer.sequence >= version.timeSequence;
  if (run.kind === 'nudge' && stands && last?.runId !== run.runId) {
    return { ...planned, decision: { do: 'skip', reason: 'answered' } };
  }
  const evidence = last?.state === 'unknown' ? await evidenceOf(run.eventId, last) : NO_EVIDENCE;
  const view = { evidence, ...(last && { last }), ...(suppressed && { suppressed }) };
  return { ...planned, decision: decideSend(view, wish) };
}

const evidenceOf = (eventId: string, { guestKey, at, openSince = at }: SentRow) =>
  readEvidence(guestPartition(eventId, guestKey), guestKey, openSince);

/**
 * The version whose parts a guest is in the middle of: a part has its place in one version, and versions of one
 * SEQUENCE are the same for guests. Else the newest.
 */
export async function versionFor(
  last: SentRow | undefined,
  newest: EventVersion,
): Promise<EventVersion> {
  const { eventId, sequence, version } = newest;
  const isBegun = last !== undefined && last.sequence === sequence && !isWhole(last);
  return isBegun && last.version !== version ? readVersion(eventId, last.version) : newest;
}

/** What a run wants for one guest. @param parts mails that bring them to the version */
export function wishFor(guestKey: string, parts: number, plan: Plan): SendWish {
  const { run, version, mac, isStopped = false } = plan;
  const { eventId, sequence, series } = version;
  const repeats = isRepetition(run.kind);
  return {
    ...{ sequence, parts, repeats, isStopped, runId: run.runId, now: Date.now() },
    askedAt: Date.parse(run.createdAt),
    idle: series.status === 'cancelled' ? 'event_cancelled' : 'already_invited',
    silenceMs: silenceSeconds() * 1_000,
    sendId: (part, attempt) => {
      const named = repeats ? { runId: run.runId } : {};
      return sendIdOf(mac, { eventId, guestKey, sequence, part, attempt, ...named });
    },
  };
}
