/**
 * The part of the manifest that writes a list down as a file.
 */
import type { RouteSpec } from './manifest-routes.ts';

/** Each is the POST beside a GET: what it writes is there until it is deleted, and a GET leaves nothing behind. */
export const FILE_ROUTES = [
  { name: 'writeGuests', method: 'POST', path: '/v1/events/{eventId}/guests/file', scope: 'read' },
  {
    name: 'writeLetters',
    method: 'POST',
    path: '/v1/events/{eventId}/letters/file',
    scope: 'read',
  },
  {
    name: 'writeProposals',
    method: 'POST',
    path: '/v1/events/{eventId}/proposals/file',
    scope: 'read',
  },
  { name: 'writeFailed', method: 'POST', path: '/v1/runs/{runId}/failed/file', scope: 'read' },
  { name: 'writeRefused', method: 'POST', path: '/v1/lists/{listId}/refused/file', scope: 'read' },
  {
    name: 'writeOrganizerEvents',
    method: 'POST',
    path: '/v1/organizers/{email}/events/file',
    scope: 'read',
  },
  {
    name: 'writeOrganizerStats',
    method: 'POST',
    path: '/v1/organizers/{email}/stats/file',
    scope: 'read',
  },
  {
    name: 'writeDomainEvents',
    method: 'POST',
    path: '/v1/domain/events/file',
    ...{ scope: 'read', reach: 'installation' },
  },
  {
    name: 'writeDomainStats',
    method: 'POST',
    path: '/v1/domain/stats/file',
    ...{ scope: 'read', reach: 'installation' },
  },
  {
    name: 'writeActs',
    method: 'POST',
    path: '/v1/audit/file',
    ...{ scope: 'admin', reach: 'installation' },
  },
] as const satisfies readonly RouteSpec[];
