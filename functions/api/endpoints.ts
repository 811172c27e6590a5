import { ROUTES, type RouteName, type RouteSpec } from '../../manifest.ts';
import type { Endpoint } from './endpoint.ts';
import { createEvent, listEventsRoute, readEventRoute, readStats } from './routes/events.ts';
import { listInbound } from './routes/inbound.ts';
import { createListRoute, readListRoute, readRefusedRoute } from './routes/lists.ts';
import { createRunRoute, listRunsRoute, readRunRoute, redriveRunRoute } from './routes/runs.ts';
import { rescheduleRunRoute, unscheduleRunRoute } from './routes/schedules.ts';

/** Every endpoint that takes and gives JSON by its schemas, by the name of its route. */
export const ENDPOINTS = {
  createEvent,
  listEvents: listEventsRoute,
  readEvent: readEventRoute,
  readStats,
  createList: createListRoute,
  readList: readListRoute,
  readRefused: readRefusedRoute,
  createRun: createRunRoute,
  listRuns: listRunsRoute,
  readRun: readRunRoute,
  rescheduleRun: rescheduleRunRoute,
  unscheduleRun: unscheduleRunRoute,
  redriveRun: redriveRunRoute,
  listInbound,
} satisfies Record<Exclude<RouteName, 'readOpenApi'>, Endpoint>;

/** The manifest's routes with their endpoints. */
export const ROUTED: readonly { route: RouteSpec; endpoint: Endpoint }[] = ROUTES.flatMap(
  (route) => (route.name === 'readOpenApi' ? [] : [{ route, endpoint: ENDPOINTS[route.name] }]),
);
