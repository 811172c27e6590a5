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
import { path } from './stack-client.ts';

/** Invites one address. @param key names the request, so that a second one changes nothing */
export const invite = (
  api: ApiClient,
  eventId: string,
  guest: Readonly<{ address: string; name?: string }>,
  key: string,
) =>
  api.ask(path`/v1/events/${eventId}/invites`, Invitation, {
    ...{ method: 'POST', body: guest, headers: { 'idempotency-key': key } },
  });

/** Who asked and waits. */
export const listAsks = (api: ApiClient, eventId: string) =>
  api.ask(path`/v1/events/${eventId}/asks?limit=200`, pageOf(HeldAsk));

/** Invites somebody who waits. */
export const acceptAsk = (api: ApiClient, eventId: string, guestKey: string) =>
  api.ask(path`/v1/events/${eventId}/asks/${guestKey}/accept`, Invitation, { method: 'POST' });

/** Refuses somebody who waits. */
export const refuseAsk = (api: ApiClient, eventId: string, guestKey: string) =>
  api.ask(path`/v1/events/${eventId}/asks/${guestKey}/refuse`, Refused, { method: 'POST' });

/** Stops an event. */
export const blockEvent = (api: ApiClient, eventId: string, why: string) =>
  api.ask(path`/v1/events/${eventId}/block`, Changed, { method: 'POST', body: { why } });

/** Takes that back. */
export const unblockEvent = (api: ApiClient, eventId: string) =>
  api.ask(path`/v1/events/${eventId}/unblock`, EventSummary, { method: 'POST' });

const organizerRoute = (address: string): string => `/v1/organizers/${encodeURIComponent(address)}`;

/** Stops an organizer, and as many of their events as one call has time for. */
export const blockOrganizer = (api: ApiClient, address: string, why: string) =>
  api.ask(`${organizerRoute(address)}/block`, Organizer, { method: 'POST', body: { why } });

/** Takes that back, or trusts a new organizer. */
export const judgeOrganizer = (api: ApiClient, address: string, judgement: 'unblock' | 'trust') =>
  api.ask(`${organizerRoute(address)}/${judgement}`, Organizer, { method: 'POST' });
