/**
 * The part of the manifest that answers whoever asks for an invitation, and guards against abuse.
 */
import type { RouteSpec } from './manifest-routes.ts';
import type { FunctionSpec } from './manifest-uses.ts';

/** Routes of single invitations, and of what the domain owner says of events and organizers. */
export const INVITE_ROUTES = [
  {
    name: 'inviteGuest',
    method: 'POST',
    path: '/v1/events/{eventId}/invites',
    ...{ scope: 'send', audit: 'none' },
  },
  { name: 'listAsks', method: 'GET', path: '/v1/events/{eventId}/asks', scope: 'read' },
  {
    name: 'acceptAsk',
    method: 'POST',
    path: '/v1/events/{eventId}/asks/{guestKey}/accept',
    scope: 'send',
  },
  {
    name: 'refuseAsk',
    method: 'POST',
    path: '/v1/events/{eventId}/asks/{guestKey}/refuse',
    scope: 'send',
  },
  {
    name: 'blockEvent',
    method: 'POST',
    path: '/v1/events/{eventId}/block',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'unblockEvent',
    method: 'POST',
    path: '/v1/events/{eventId}/unblock',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'readOrganizer',
    method: 'GET',
    path: '/v1/organizers/{address}',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'blockOrganizer',
    method: 'POST',
    path: '/v1/organizers/{address}/block',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'unblockOrganizer',
    method: 'POST',
    path: '/v1/organizers/{address}/unblock',
    scope: 'admin',
    reach: 'installation',
  },
  {
    name: 'trustOrganizer',
    method: 'POST',
    path: '/v1/organizers/{address}/trust',
    scope: 'admin',
    reach: 'installation',
  },
] as const satisfies readonly RouteSpec[];

/**
 * The functions of the workflow `invite`, but for its worker, which is that of every run; and what repeats an invitation
 * or takes a report of it.
 */
export const INVITE_FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: 'resend-invitation',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['GetItem', 'PutItem'],
    uses: ['data:read', 'secret:read', 'workflow:start:send'],
  },
  {
    name: 'check-limits',
    timeoutSeconds: 10,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'UpdateItem'],
    uses: ['ses:account', 'secret:read'],
  },
  {
    name: 'claim-guest',
    timeoutSeconds: 10,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    uses: ['data:write'],
  },
  {
    name: 'close-ask',
    timeoutSeconds: 10,
    memoryMb: 512,
    table: ['UpdateItem'],
    uses: [],
  },
  {
    name: 'report-abuse',
    timeoutSeconds: 10,
    memoryMb: 256,
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    uses: ['secret:read'],
  },
];
