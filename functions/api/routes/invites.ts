import * as z from 'zod';
import { heldAsks, readAsk, resolveAsk, type StoredAsk } from '../../../adapters/asks.ts';
import { inviteOne } from '../../../adapters/invite-one.ts';
import { ownMailboxes } from '../../../adapters/mailboxes.ts';
import { runInvite } from '../../../adapters/workflows.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { ASK_STATES } from '../../../domain/invite/ask.ts';
import { isKeyedId } from '../../../domain/invite/keys.ts';
import { cleanName } from '../../../domain/text/clean-name.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import { eventOf } from '../within.ts';

const MAX_NAME = 200;

const Invitation = z.object({
  status: z
    .enum(ASK_STATES)
    .exclude(['rate_limited', 'event_unknown', 'event_cancelled', 'event_past', 'event_blocked'])
    .describe(
      '`sent`: with Amazon SES; `queued`: a run of its own sends it; `held`: a person decides; else why no mail goes out',
    ),
});

type Output = Awaited<ReturnType<typeof inviteOne>>;

/** @throws Problem where nobody is invited now */
function answerOf({ state, retryAfterSeconds = 60 }: Output): z.output<typeof Invitation> {
  switch (state) {
    case 'rate_limited':
      throw new Problem('rate_limited', `ask again in ${retryAfterSeconds} seconds`, {
        retryAfterSeconds,
      });
    case 'event_unknown':
      throw new Problem('not_found', 'there is no event of this id; list them');
    case 'event_cancelled':
      throw new Problem('event_cancelled', 'nobody is invited to it any more');
    case 'event_past':
      throw new Problem('event_past', 'invitations to the past only disturb people');
    case 'event_blocked':
      throw new Problem('event_blocked', 'ask the domain owner; nobody is invited to it');
    default:
      return { status: state };
  }
}

/** `POST /v1/events/{eventId}/invites` */
export const inviteGuest = endpoint({
  summary: 'Invite one address, now',
  description:
    'One mail for each event and address, ever: asking again is safe and says `already_invited`. Later changes and the cancellation reach the guest like any other.',
  body: z.strictObject({ address: z.string().max(320), name: z.string().max(1_000).optional() }),
  answer: Invitation,
  async handle({ params, body, caller, now }) {
    const { eventId } = await eventOf(params.eventId, caller);
    const address = readAddress(body.address);
    if (address === undefined)
      throw new Problem('invalid_email', 'give one address, without a name');
    if (ownMailboxes().includes(address)) {
      throw new Problem('invalid_email', 'this is a mailbox of the installation itself');
    }
    const name = cleanName(body.name ?? '', MAX_NAME);
    const named = name === '' ? {} : { name };
    return answerOf(await inviteOne({ eventId, address, origin: 'api', now, ...named }));
  },
});

const HeldAsk = z.object({
  guestKey: z.string(),
  address: z.string(),
  name: z.string().optional(),
  origin: z.string(),
  at: z.string(),
});

const show = ({ guestKey, address, name, origin, at }: StoredAsk): z.output<typeof HeldAsk> => ({
  ...{ guestKey, address, origin, at },
  ...(name !== undefined && { name }),
});

/** `GET /v1/events/{eventId}/asks` */
export const listAsks = endpoint({
  summary: 'Who asked for an invitation and waits for a person to decide',
  description:
    'While an event is asked for more often than its limits allow, and for whoever has no JavaScript then. Kept for 30 days.',
  query: Page,
  answer: pageOf(HeldAsk),
  async handle({ params, query, caller }) {
    const { eventId } = await eventOf(params.eventId, caller);
    const { items, next } = await heldAsks(eventId, query.limit, query.cursor);
    return { items: items.map(show), ...(next !== undefined && { next }) };
  },
});

async function heldAsk(eventId: string, guestKey = ''): Promise<StoredAsk> {
  const ask = isKeyedId(guestKey) ? await readAsk(eventId, guestKey) : undefined;
  if (ask?.state === 'held') return ask;
  throw new Problem('not_found', 'nobody of this key waits; list those who do');
}

/** `POST /v1/events/{eventId}/asks/{guestKey}/accept` */
export const acceptAsk = endpoint({
  summary: 'Invite somebody who asked and waits',
  answer: Invitation,
  async handle({ params, caller }) {
    const { eventId } = await eventOf(params.eventId, caller);
    const { askId, guestKey } = await heldAsk(eventId, params.guestKey);
    await resolveAsk(eventId, guestKey, 'released');
    return answerOf(await runInvite({ askId, eventId, guestKey }));
  },
});

/** `POST /v1/events/{eventId}/asks/{guestKey}/refuse` */
export const refuseAsk = endpoint({
  summary: 'Invite somebody not who asked and waits; they hear nothing',
  answer: z.object({ refused: z.boolean() }),
  async handle({ params, caller }) {
    const { eventId } = await eventOf(params.eventId, caller);
    const { guestKey } = await heldAsk(eventId, params.guestKey);
    await resolveAsk(eventId, guestKey, 'refused');
    return { refused: true };
  },
});
