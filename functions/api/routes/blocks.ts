import * as z from 'zod';
import { blockEvent as storeBlock } from '../../../adapters/event-store.ts';
import { limitOf } from '../../../adapters/new-organizers.ts';
import { markOrganizer, readOrganizer } from '../../../adapters/organizers.ts';
import { ownedBy } from '../../../adapters/owned.ts';
import { keys } from '../../../adapters/secrets.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { closedFor } from '../../../domain/invite/ask.ts';
import { cancelMessage } from '../../../domain/invite/change-event.ts';
import type { EventRecord } from '../../../domain/invite/event.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { type ApiRequest, endpoint } from '../endpoint.ts';
import { EventSummary, summaryOf } from '../event-answer.ts';
import { Problem } from '../problem.ts';
import { eventOf } from '../within.ts';
import { applyRequest, Changed } from './changes.ts';

const Reason = z.strictObject({
  why: z.string().trim().min(1).max(500).describe('for the record; the organizer sees it'),
});

type Request = Pick<ApiRequest<unknown, unknown>, 'caller' | 'ifMatch' | 'now'>;

/** Stops an event for good: first that nobody can be invited any more, then everybody who was hears that it is off. */
async function stop(event: EventRecord, why: string, request: Request) {
  const { eventId } = event;
  await storeBlock(eventId, { at: request.now.toISOString(), why });
  return applyRequest(event, request, (version, now) => cancelMessage(version, undefined, now));
}

/** `POST /v1/events/{eventId}/block` */
export const blockEvent = endpoint({
  summary: 'Stop an event: cancel it, and let its organizer change nothing',
  description:
    'For events that should never have gone out. Every guest hears of the cancellation; mails of the organizer about it are held.',
  body: Reason,
  answer: Changed,
  async handle({ params, body, ...request }) {
    return stop(await eventOf(params.eventId, request.caller), body.why, request);
  },
});

/** `POST /v1/events/{eventId}/unblock` */
export const unblockEvent = endpoint({
  summary: 'Let the organizer of a stopped event speak again; it stays cancelled until they do',
  answer: EventSummary,
  async handle({ params, caller }) {
    const { eventId } = await eventOf(params.eventId, caller);
    await storeBlock(eventId, null);
    return summaryOf(await eventOf(eventId, caller));
  },
});

const Organizer = z.object({
  address: z.string(),
  since: z.string().optional().describe('when their first event was made'),
  perDay: z
    .number()
    .optional()
    .describe('invitations of 24 hours while they are new; absent: no limit of their own'),
  trustedAt: z.string().optional(),
  brakedAt: z
    .string()
    .optional()
    .describe('when a run of theirs was last stopped because too many mails came back'),
  blocked: z.object({ at: z.string(), why: z.string() }).optional(),
  reports: z.number().int().describe('guests who reported a mail of theirs as abuse'),
});

async function organizerIn(text = ''): Promise<{ address: string; ownerKey: string }> {
  const address = readAddress(text);
  if (address === undefined)
    throw new Problem('invalid_email', 'name the organizer by one address');
  const { mac } = await keys();
  return { address, ownerKey: guestKeyOf(mac, address) };
}

async function show(address: string, ownerKey: string): Promise<z.output<typeof Organizer>> {
  const organizer = await readOrganizer(ownerKey);
  const { at, since, trustedAt, brakedAt, blocked, reports = 0 } = organizer;
  const [first] = [at, since].filter((each) => each !== undefined).sort();
  const perDay = limitOf(address, organizer, Date.now());
  return {
    ...{ address, reports },
    ...(first && { since: first }),
    ...(perDay !== undefined && { perDay }),
    ...(trustedAt && { trustedAt }),
    ...(brakedAt && { brakedAt }),
    ...(blocked && { blocked }),
  };
}

/** `GET /v1/organizers/{address}` */
export const readOrganizerRoute = endpoint({
  summary: 'What is known of an organizer: since when, whether they are new, trusted or stopped',
  description: 'Of an address that never made an event there is nothing to know.',
  answer: Organizer,
  async handle({ params }) {
    const { address, ownerKey } = await organizerIn(params.address);
    return show(address, ownerKey);
  },
});

/** The function has 28 seconds; an event takes some tenths of one. */
const STOP_AFTER_MS = 18_000;

/** `POST /v1/organizers/{address}/block` */
export const blockOrganizer = endpoint({
  summary: 'Stop an organizer: no new events, and those to come are stopped and cancelled',
  description: 'While `more` is true, ask again: the rest is stopped by the next call.',
  body: Reason,
  answer: Organizer.extend({
    stopped: z.number().int().describe('events that this call stopped'),
    more: z.boolean(),
  }),
  async handle({ params, body, ...request }) {
    const { address, ownerKey } = await organizerIn(params.address);
    const { now, caller } = request;
    await markOrganizer(ownerKey, { blocked: { at: now.toISOString(), why: body.why } });
    let stopped = 0;
    let cursor: string | undefined;
    do {
      const page = await ownedBy(ownerKey, 'EVENT', 50, cursor);
      for (const eventId of page.ids) {
        const event = await eventOf(eventId, caller).catch(() => undefined);
        if (!event || event.owner !== address || closedFor(event, now.toISOString())) continue;
        await stop(event, body.why, request);
        stopped += 1;
        if (Date.now() - now.getTime() > STOP_AFTER_MS) {
          return { ...(await show(address, ownerKey)), stopped, more: true };
        }
      }
      cursor = page.next;
    } while (cursor !== undefined);
    return { ...(await show(address, ownerKey)), stopped, more: false };
  },
});

/** `POST /v1/organizers/{address}/unblock` */
export const unblockOrganizer = endpoint({
  summary: 'Let an organizer make events again; what was stopped stays stopped',
  answer: Organizer,
  async handle({ params }) {
    const { address, ownerKey } = await organizerIn(params.address);
    await markOrganizer(ownerKey, { blocked: null });
    return show(address, ownerKey);
  },
});

/** `POST /v1/organizers/{address}/trust` */
export const trustOrganizer = endpoint({
  summary: 'Let a new organizer send without the limit of new ones',
  answer: Organizer,
  async handle({ params, now }) {
    const { address, ownerKey } = await organizerIn(params.address);
    await markOrganizer(ownerKey, { trustedAt: now.toISOString() });
    return show(address, ownerKey);
  },
});
