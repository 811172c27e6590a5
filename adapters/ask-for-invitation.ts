import { readAddress } from '../domain/identity/address.ts';
import { networksOf } from '../domain/identity/network.ts';
import { type AskOrigin, givesInvitations } from '../domain/invite/ask.ts';
import { LIMITS, type LimitName, retryAfter } from '../domain/invite/ask-limits.ts';
import { type ChallengeFault, NO_SCRIPT, triesFor } from '../domain/invite/challenge.ts';
import type { EventRecord } from '../domain/invite/event.ts';
import { guestKeyOf, isKeyedId, limitKeyOf } from '../domain/invite/keys.ts';
import type { Mac } from '../domain/invite/mac.ts';
import { cleanName } from '../domain/text/clean-name.ts';
import { type AskedChallenge, judgeSolved, makeChallenge } from './challenges.ts';
import { countAll, readCount, type Use } from './counters.ts';
import { readEvent } from './event-store.ts';
import { inviteOne } from './invite-one.ts';
import { ownMailboxes } from './mailboxes.ts';
import { keys } from './secrets.ts';

/** What somebody asks for whom nobody vouches for: on a page, or by a button. */
export type PublicAsk = Readonly<{
  /** One event, or several of one page; ten at most. */
  eventIds: readonly string[];
  /** As it came: whatever is not exactly one address is `invalid_email`. */
  address: unknown;
  name?: unknown;
  origin: Exclude<AskOrigin, 'api'>;
  /** The client's address; see functions/client-address.ts. */
  network: string;
  /** Base64 of the challenge and its solution; `none` from a browser without JavaScript. */
  challenge?: unknown;
  now: Date;
}>;

/**
 * What whoever asked is told. Nothing of it depends on whether the address was known, invited or suppressed before
 * (security.md Table A, A87). `accepted` with `held`: a person looks at it first.
 */
export type AskOutcome =
  | Readonly<{ outcome: 'accepted'; held: boolean }>
  | Readonly<{ outcome: 'challenge'; challenge: AskedChallenge; reason: ChallengeFault }>
  | Readonly<{ outcome: 'rate_limited'; retryAfterSeconds: number }>
  | Readonly<{ outcome: 'invalid_email' }>
  /** Of none of the events can anybody get an invitation any more. */
  | Readonly<{ outcome: 'closed' }>;

/** Events that can be chosen at once. */
const MAX_EVENTS = 10;
const MAX_NAME = 200;

/**
 * `accepted` comes at whole multiples of this since the ask began: how long SES took says whether a mail went out, and
 * so whether the address was known.
 */
const STEP_MS = 250;

/** Asks for invitations on behalf of whoever is at a page or came by a button. @throws InviteNotAnswered */
export async function askForInvitation(ask: PublicAsk): Promise<AskOutcome> {
  const began = Date.now();
  const { now, origin } = ask;
  const address = typeof ask.address === 'string' ? readAddress(ask.address) : undefined;
  if (address === undefined || ownMailboxes().includes(address)) {
    return { outcome: 'invalid_email' };
  }
  const events = await openEvents(ask);
  if (events.length === 0) return { outcome: 'closed' };
  const { mac } = await keys();
  const refused = await refuse(ask, address, events, mac);
  if (refused) return refused;
  const name = typeof ask.name === 'string' ? cleanName(ask.name, MAX_NAME) : '';
  const isHeld = ask.challenge === NO_SCRIPT && (await tries(events, now)) > 0;
  const answers = await Promise.all(
    events.map(({ eventId }) =>
      inviteOne({ eventId, address, origin, now, isHeld, ...(name !== '' && { name }) }),
    ),
  );
  const limited = answers.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0);
  if (answers.every(({ state }) => state === 'rate_limited')) {
    return { outcome: 'rate_limited', retryAfterSeconds: Math.max(...limited) };
  }
  await untilStep(began);
  return { outcome: 'accepted', held: answers.some(({ state }) => state === 'held') };
}

async function openEvents({ eventIds, now }: PublicAsk): Promise<readonly EventRecord[]> {
  const wanted = [...new Set(eventIds)].filter(isKeyedId).slice(0, MAX_EVENTS);
  const found = await Promise.all(wanted.map(readEvent));
  return found.filter((event) => givesInvitations(event, now.toISOString()));
}

/** What stands before an ask: its network, the work that a hot event asks for, its address; in this order. */
async function refuse(
  ask: PublicAsk,
  address: string,
  events: readonly EventRecord[],
  mac: Mac,
): Promise<AskOutcome | undefined> {
  const { now, challenge } = ask;
  const busy = await countAll(networkUses(ask.network, mac), now.getTime());
  if (busy) return rateLimited(busy, now);
  const wanted = challenge === NO_SCRIPT ? 0 : await tries(events, now);
  if (wanted > 0) {
    const about = [...events.map(({ eventId }) => eventId).sort(), address].join('\n');
    const text = typeof challenge === 'string' ? challenge : '';
    const reason = await judgeSolved(mac, about, text, now);
    if (reason) {
      const next = await makeChallenge(mac, about, wanted, now);
      return { outcome: 'challenge', challenge: next, reason };
    }
  }
  const about = guestKeyOf(mac, address);
  const full = await countAll(
    [useOf('address_day', about), { ...useOf('address_week', about), cost: events.length }],
    now.getTime(),
  );
  return full && rateLimited(full, now);
}

const useOf = (name: keyof typeof LIMITS, about: string): Use => ({
  ...{ name: name satisfies LimitName, limit: LIMITS[name], about },
});

const rateLimited = ({ limit }: Use, now: Date): AskOutcome => ({
  outcome: 'rate_limited',
  retryAfterSeconds: retryAfter(limit, now.getTime()),
});

function networkUses(network: string, mac: Mac): readonly Use[] {
  const { narrow, wide } = networksOf(network);
  const [near, far] = [narrow, wide ?? narrow].map((text) => limitKeyOf(mac, 'network', text));
  return [
    ...[useOf('network_brief', near ?? ''), useOf('network_day', near ?? '')],
    ...(wide === undefined
      ? []
      : [useOf('wide_network_brief', far ?? ''), useOf('wide_network_day', far ?? '')]),
  ];
}

/** The work that the hottest of these events asks for. */
async function tries(events: readonly EventRecord[], now: Date): Promise<number> {
  const counts = events.map(({ eventId }) =>
    readCount(useOf('event_brief', eventId), now.getTime()),
  );
  return Math.max(...(await Promise.all(counts)).map(triesFor));
}

async function untilStep(began: number): Promise<void> {
  const left = STEP_MS - ((Date.now() - began) % STEP_MS);
  await new Promise((done) => setTimeout(done, left));
}
