/**
 * The part of the manifest that serves everybody: pages without a sign-in, and feeds.
 */
import type { PageSpec, RouteSpec } from './manifest.ts';
import type { FunctionSpec } from './manifest-uses.ts';

/** The pages that everybody may see. */
export const PUBLIC_PAGES: readonly PageSpec[] = [
  { path: '/e/{eventId}', methods: ['GET', 'POST'], function: 'public-page' },
  { path: '/e/{eventId}/qr.svg', methods: ['GET'], function: 'public-page' },
  { path: '/e/{eventId}/buttons', methods: ['GET'], function: 'public-page' },
  { path: '/i/{eventId}', methods: ['GET', 'POST'], function: 'public-page' },
  { path: '/u/{organizerKey}', methods: ['GET', 'POST'], function: 'public-page' },
  { path: '/challenge.js', methods: ['GET'], function: 'public-page' },
  { path: '/embed.js', methods: ['GET'], function: 'public-page' },
  { path: '/embed/size.js', methods: ['GET'], function: 'public-page' },
  { path: '/embed/e/{eventId}', methods: ['GET', 'POST'], function: 'public-page' },
  { path: '/embed/u/{organizerKey}', methods: ['GET', 'POST'], function: 'public-page' },
  { path: '/feeds/e/{file}', methods: ['GET'], function: 'public-feed' },
  { path: '/feeds/u/{file}', methods: ['GET'], function: 'public-feed' },
];

/** The functions behind public pages. */
export const PAGE_FUNCTIONS: readonly FunctionSpec[] = [
  {
    name: 'public-page',
    timeoutSeconds: 28,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    uses: ['data:read', 'secret:read', 'workflow:sync:invite'],
  },
  {
    name: 'public-feed',
    timeoutSeconds: 20,
    memoryMb: 512,
    table: ['GetItem', 'BatchGetItem', 'Query'],
    uses: ['data:read'],
  },
];

/** The routes of buttons. */
export const PAGE_ROUTES = [
  { name: 'listVendors', method: 'GET', path: '/v1/vendors', scope: 'public' },
  {
    name: 'readButton',
    method: 'GET',
    path: '/v1/events/{eventId}/buttons/{vendor}',
    scope: 'read',
  },
] as const satisfies readonly RouteSpec[];
