import {
  Changed,
  EventSummary,
  HeldAsk,
  Invitation,
  Organizer,
  pageOf,
  Refused,
} from './answers.ts';
import type { ApiClient } from './api-client.ts';

const eventRoute = (eventId: string): string => `/v1/events/${encodeURIComponent(eventId)}`;

/** Invites one address. @param key names the request, so that a second one changes nothing */
export const invite = (
  api: ApiClient,
  eventId: string,
  guest: Readonly<{ address: string; name?: string }>,
  key: string,
) =>
  api.ask(`${eventRoute(eventId)}/invites`, Invitation, {
    ...{ method: 'POST', body: guest, headers: { 'idempotency-key': key } },
  });

/** Who asked and waits. */
export const listAsks = (api: ApiClient, eventId: string) =>
  api.ask(`${eventRoute(eventId)}/asks?limit=200`, pageOf(HeldAsk));

const askRoute = (eventId: string, guestKey: string): string =>
  `${eventRoute(eventId)}/asks/${encodeURIComponent(guestKey)}`;

/** Invites somebody who waits. */
export const acceptAsk = (api: ApiClient, eventId: string, guestKey: string) =>
  api.ask(`${askRoute(eventId, guestKey)}/accept`, Invitation, { method: 'POST' });

/** Refuses somebody who waits. */
export const refuseAsk = (api: ApiClient, eventId: string, guestKey: string) =>
  api.ask(`${askRoute(eventId, guestKey)}/refuse`, Refused, { method: 'POST' });

/** Stops an event. */
export const blockEvent = (api: ApiClient, eventId: string, why: string) =>
  api.ask(`${eventRoute(eventId)}/block`, Changed, { method: 'POST', body: { why } });

/** Takes that back. */
export const unblockEvent = (api: ApiClient, eventId: string) =>
  api.ask(`${eventRoute(eventId)}/unblock`, EventSummary, { method: 'POST' });

const organizerRoute = (address: string): string => `/v1/organizers/${encodeURIComponent(address)}`;

/** Stops an organizer, and as many of their events as one call has time for. */
export const blockOrganizer = (api: ApiClient, address: string, why: string) =>
  api.ask(`${organizerRoute(address)}/block`, Organizer, { method: 'POST', body: { why } });

/** Takes that back, or trusts a new organizer. */
export const judgeOrganizer = (api: ApiClient, address: string, judgement: 'unblock' | 'trust') =>
  api.ask(`${organizerRoute(address)}/${judgement}`, Organizer, { method: 'POST' });
