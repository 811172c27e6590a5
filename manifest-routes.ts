/**
 * The part of the manifest that says what the HTTP API answers, and who may ask.
 */
import { FILE_ROUTES } from './manifest-files.ts';
import { INVITE_ROUTES } from './manifest-invite.ts';
import { PAGE_ROUTES } from './manifest-pages.ts';

/** One route of the HTTP API. */
export type RouteSpec = Readonly<{
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  /** What the caller must be good for; `public` needs nobody, `session` a person who signed in. */
  scope: 'read' | 'send' | 'admin' | 'public' | 'session';
  /** `installation`: about everything, so that whoever acts for one organizer may not. */
  reach?: 'installation';
  /** Not on the audit trail: what guests do by the thousand, each with a row of its own. */
  audit?: 'none';
}>;

/** True for a route whose acts are on the audit trail: whatever changes something, or writes a file, in somebody's name. */
export const isAudited = ({ method, scope, audit }: RouteSpec): boolean =>
  method !== 'GET' && scope !== 'public' && scope !== 'session' && audit === undefined;

/** Routes under `/v1`, all served by the `api` function. */
export const ROUTES = [
  { name: 'createEvent', method: 'POST', path: '/v1/events', scope: 'send' },
  { name: 'listEvents', method: 'GET', path: '/v1/events', scope: 'read' },
  { name: 'readEvent', method: 'GET', path: '/v1/events/{eventId}', scope: 'read' },
  { name: 'changeEvent', method: 'PATCH', path: '/v1/events/{eventId}', scope: 'send' },
  { name: 'cancelEvent', method: 'POST', path: '/v1/events/{eventId}/cancel', scope: 'send' },
  { name: 'listVersions', method: 'GET', path: '/v1/events/{eventId}/versions', scope: 'read' },
  { name: 'listGuests', method: 'GET', path: '/v1/events/{eventId}/guests', scope: 'read' },
  {
    name: 'resendToGuest',
    method: 'POST',
    path: '/v1/events/{eventId}/guests/{guestKey}/resend',
    scope: 'send',
  },
  {
    name: 'listProposals',
    method: 'GET',
    path: '/v1/events/{eventId}/proposals',
    scope: 'read',
  },
  { name: 'listLetters', method: 'GET', path: '/v1/events/{eventId}/letters', scope: 'read' },
  { name: 'nudgeGuests', method: 'POST', path: '/v1/events/{eventId}/nudge', scope: 'send' },
  { name: 'renewGuests', method: 'POST', path: '/v1/events/{eventId}/renew', scope: 'send' },
  { name: 'readStats', method: 'GET', path: '/v1/events/{eventId}/stats', scope: 'read' },
  { name: 'createList', method: 'POST', path: '/v1/events/{eventId}/lists', scope: 'send' },
  { name: 'listLists', method: 'GET', path: '/v1/events/{eventId}/lists', scope: 'read' },
  { name: 'createSegment', method: 'POST', path: '/v1/events/{eventId}/segments', scope: 'send' },
  { name: 'deleteList', method: 'DELETE', path: '/v1/lists/{listId}', scope: 'send' },
  { name: 'readList', method: 'GET', path: '/v1/lists/{listId}', scope: 'read' },
  { name: 'readRefused', method: 'GET', path: '/v1/lists/{listId}/refused', scope: 'read' },
  { name: 'sendLocal', method: 'POST', path: '/v1/lists/{listId}/local-runs', scope: 'send' },
  { name: 'unsendLocal', method: 'DELETE', path: '/v1/lists/{listId}/local-runs', scope: 'send' },
  { name: 'testEvent', method: 'POST', path: '/v1/events/{eventId}/test', scope: 'send' },
  { name: 'previewEvent', method: 'GET', path: '/v1/events/{eventId}/preview', scope: 'read' },
  { name: 'createRun', method: 'POST', path: '/v1/events/{eventId}/runs', scope: 'send' },
  { name: 'listRuns', method: 'GET', path: '/v1/runs', scope: 'read' },
  { name: 'readRun', method: 'GET', path: '/v1/runs/{runId}', scope: 'read' },
  { name: 'rescheduleRun', method: 'PATCH', path: '/v1/runs/{runId}', scope: 'send' },
  { name: 'unscheduleRun', method: 'DELETE', path: '/v1/runs/{runId}', scope: 'send' },
  { name: 'pauseRun', method: 'POST', path: '/v1/runs/{runId}/pause', scope: 'send' },
  { name: 'resumeRun', method: 'POST', path: '/v1/runs/{runId}/resume', scope: 'send' },
  { name: 'stopRun', method: 'POST', path: '/v1/runs/{runId}/stop', scope: 'send' },
  { name: 'readFailed', method: 'GET', path: '/v1/runs/{runId}/failed', scope: 'read' },
  { name: 'redriveRun', method: 'POST', path: '/v1/runs/{runId}/redrive', scope: 'send' },
  { name: 'listInbound', method: 'GET', path: '/v1/inbound', scope: 'read' },
  { name: 'readInbound', method: 'GET', path: '/v1/inbound/{mailId}', scope: 'read' },
  {
    name: 'acceptMail',
    method: 'POST',
    path: '/v1/inbound/{mailId}/accept',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'refuseMail',
    method: 'POST',
    path: '/v1/inbound/{mailId}/refuse',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'eraseAddress',
    method: 'POST',
    path: '/v1/erasures',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'readErasure',
    method: 'GET',
    path: '/v1/erasures/{erasureId}',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'exportAddress',
    method: 'POST',
    path: '/v1/exports',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'readExport',
    method: 'GET',
    path: '/v1/exports/{exportId}',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'readAnswerTimes',
    method: 'GET',
    path: '/v1/events/{eventId}/answer-times',
    scope: 'read',
  },
  { name: 'readSettings', method: 'GET', path: '/v1/settings', scope: 'read' },
  { name: 'listKeys', method: 'GET', path: '/v1/keys', scope: 'admin' },
  { name: 'createKey', method: 'POST', path: '/v1/keys', scope: 'admin' },
  { name: 'rotateKey', method: 'POST', path: '/v1/keys/{keyId}/rotate', scope: 'admin' },
  { name: 'revokeKey', method: 'DELETE', path: '/v1/keys/{keyId}', scope: 'admin' },
  { name: 'askToSignIn', method: 'POST', path: '/v1/sign-in', scope: 'public' },
  { name: 'signInByCode', method: 'POST', path: '/v1/sign-in/code', scope: 'public' },
  { name: 'readSession', method: 'GET', path: '/v1/session', scope: 'session' },
  { name: 'signOut', method: 'POST', path: '/v1/sign-out', scope: 'session' },
  {
    name: 'listSuppressions',
    method: 'GET',
    path: '/v1/suppressions',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'createSuppression',
    method: 'POST',
    path: '/v1/suppressions',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'deleteSuppression',
    method: 'DELETE',
    path: '/v1/suppressions/{guestKey}',
    scope: 'admin',
    reach: 'installation',
  },
  { name: 'createWebhook', method: 'POST', path: '/v1/webhooks', scope: 'admin' },
  { name: 'listWebhooks', method: 'GET', path: '/v1/webhooks', scope: 'admin' },
  { name: 'readWebhook', method: 'GET', path: '/v1/webhooks/{webhookId}', scope: 'admin' },
  { name: 'changeWebhook', method: 'PATCH', path: '/v1/webhooks/{webhookId}', scope: 'admin' },
  { name: 'deleteWebhook', method: 'DELETE', path: '/v1/webhooks/{webhookId}', scope: 'admin' },
  { name: 'rotateSecret', method: 'POST', path: '/v1/webhooks/{webhookId}/rotate', scope: 'admin' },
  {
    name: 'listDeliveries',
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/deliveries',
    scope: 'admin',
  },
  { name: 'replayFacts', method: 'POST', path: '/v1/webhooks/{webhookId}/replay', scope: 'admin' },
  { name: 'listActs', method: 'GET', path: '/v1/audit', scope: 'admin', reach: 'installation' },
  ...FILE_ROUTES,
  ...INVITE_ROUTES,
  ...PAGE_ROUTES,
  {
    name: 'organizerEvents',
    method: 'GET',
    path: '/v1/organizers/{email}/events',
    scope: 'read',
  },
  { name: 'organizerStats', method: 'GET', path: '/v1/organizers/{email}/stats', scope: 'read' },
  {
    name: 'domainEvents',
    method: 'GET',
    path: '/v1/domain/events',
    scope: 'read',
    reach: 'installation',
  },
  {
    name: 'domainStats',
    method: 'GET',
    path: '/v1/domain/stats',
    scope: 'read',
    reach: 'installation',
  },
  { name: 'readProblem', method: 'GET', path: '/v1/problems/{code}', scope: 'public' },
  { name: 'readReference', method: 'GET', path: '/v1/reference', scope: 'public' },
  { name: 'readOpenApi', method: 'GET', path: '/v1/openapi.json', scope: 'public' },
] as const satisfies readonly RouteSpec[];

/** Routes that answer with a document and not by schemas. */
export const DOCUMENTS = ['readOpenApi', 'readProblem', 'readReference'] as const;

/** Name of a route. */
export type RouteName = (typeof ROUTES)[number]['name'];
