/**
 * The part of the manifest that serves people: the pages of links, of sign-in, of events, and feeds.
 */
import type { RouteSpec } from './manifest-routes.ts';
import type { FunctionSpec } from './manifest-uses.ts';

/** A public page: its paths and the function that serves them. GET never changes anything. */
export type PageSpec = Readonly<{
  path: `/${string}`;
  methods: readonly ('GET' | 'POST')[];
  function: string;
}>;

/** Every public page. */
export const PAGES: readonly PageSpec[] = [
  { path: '/unsubscribe/{token}', methods: ['GET', 'POST'], function: 'unsubscribe' },
  { path: '/list/{token}', methods: ['GET', 'POST'], function: 'staged-list' },
  { path: '/list/{token}/refused.csv', methods: ['GET'], function: 'staged-list' },
  {
    path: '/unsubscribe/{token}/report/{eventId}',
    methods: ['GET', 'POST'],
    function: 'report-abuse',
  },
  { path: '/confirm/{token}', methods: ['GET', 'POST'], function: 'confirm-mail' },
  { path: '/sign-in', methods: ['GET', 'POST'], function: 'sign-in' },
  { path: '/sign-in/code', methods: ['GET', 'POST'], function: 'sign-in' },
  { path: '/sign-in/{token}', methods: ['GET', 'POST'], function: 'sign-in' },
  { path: '/sign-out', methods: ['GET', 'POST'], function: 'sign-in' },
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
    uses: ['data:read', 'secret:read', 'edge:read', 'workflow:sync:invite'],
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
