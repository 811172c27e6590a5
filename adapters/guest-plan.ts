import type { AudienceRow } from '../domain/invite/audience.ts';
import type { EventVersion } from '../domain/invite/event.ts';
import {
  type GuestMessage,
  messagesFor,
  messagesForUnsure,
} from '../domain/invite/guest-messages.ts';
import { sendIdOf } from '../domain/invite/keys.ts';
import type { Mac } from '../domain/invite/mac.ts';
import { isRepetition } from '../domain/invite/run.ts';
import type { SendWish } from '../domain/invite/send-decision.ts';
import {
  beneath,
  coveredBy,
  type Holding,
  holdingOf,
  isWhole,
} from '../domain/invite/sent-record.ts';
import { readVersion } from './event-store.ts';
import type { SentRow } from './guest-ledger.ts';
import type { Run } from './run-store.ts';
import { silenceSeconds } from './silence.ts';

/** What a worker brings to its guests. */
export type Plan = Readonly<{
  run: Run;
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
  { kind }: Pick<Run, 'kind'>,
  sequence: number,
): Holding => (isRepetition(kind) ? { mayHold: [] } : holdingOf(last, sequence));

/** What was last sent to a guest, as it counts for a run: a repetition looks at all, others beneath those of the version. */
export const lastFor = (last: SentRow, { kind }: Pick<Run, 'kind'>, sequence: number): SentRow =>
  isRepetition(kind) ? last : beneath(last, sequence);

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
    sendId: idsOf(mac, eventId, { guestKey, sequence, runId: run.runId, anew: repeats }),
  };
}

/** The ids of the mails that a guest's row is of: those of a repetition are named by its run. */
export const idsOf =
  (
    mac: Mac,
    eventId: string,
    { guestKey, sequence, runId, anew }: Pick<SentRow, 'guestKey' | 'sequence' | 'runId' | 'anew'>,
  ): SendWish['sendId'] =>
  (part, attempt) =>
    sendIdOf(mac, { eventId, guestKey, sequence, part, attempt, ...(anew && { runId }) });

type Who = Pick<
  SentRow,
  | 'guestKey'
  | 'address'
  | 'name'
  | 'zone'
  | 'origin'
  | 'runId'
  | 'invitedIn'
  | 'held'
  | 'mayHold'
  | 'anew'
  | 'over'
  | 'resentIn'
>;

/** Who a guest is and what they held, as every row about them says. @param sequence that they are brought to */
export function whoIs(
  guest: AudienceRow,
  run: Run,
  last: SentRow | undefined,
  sequence: number,
): Who {
  const { guestKey, address, name, zone, origin = 'list' } = guest;
  const { held, mayHold } = holdingOf(last, sequence);
  const isAnew = isRepetition(run.kind);
  const over = isAnew ? coveredBy(last, sequence) : undefined;
  return {
    ...{ guestKey, address, origin: last?.origin ?? origin },
    ...{ runId: run.runId, invitedIn: last?.invitedIn ?? run.runId },
    ...(name !== undefined && { name }),
    ...(zone !== undefined && { zone }),
    ...(held !== undefined && { held }),
    ...(mayHold.length > 0 && { mayHold }),
    ...(isAnew && { anew: true }),
    ...(over !== undefined && { over }),
    ...(last?.resentIn !== undefined && { resentIn: last.resentIn }),
  };
}

/** Since when an ambiguous send is open: a second attempt leaves the first as ambiguous as it was. @param at epoch ms */
export function openSince(
  last: SentRow | undefined,
  sequence: number,
  at: number,
): Readonly<{ openSince: number }> {
  const isOpen = last?.state === 'unknown' && last.sequence === sequence;
  return { openSince: isOpen ? Math.min(last.openSince ?? last.at, at) : at };
}
