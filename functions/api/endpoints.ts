import { DOCUMENTS, ROUTES, type RouteName, type RouteSpec } from '../../manifest-routes.ts';
import type { Endpoint } from './endpoint.ts';
import { listActsRoute, writeActs } from './routes/audit.ts';
import {
  blockEvent,
  blockOrganizer,
  readOrganizerRoute,
  trustOrganizer,
  unblockEvent,
  unblockOrganizer,
} from './routes/blocks.ts';
import { listVendors, readButton } from './routes/buttons.ts';
import { cancelEvent, changeEvent } from './routes/changes.ts';
import { listDeliveriesRoute, replayFactsRoute } from './routes/deliveries.ts';
import { eraseAddress, readErasureRoute } from './routes/erasures.ts';
import {
  createEvent,
  listEventsRoute,
  readAnswerTimes,
  readEventRoute,
  readStats,
} from './routes/events.ts';
import { exportAddress, readExportRoute } from './routes/exports.ts';
import {
  listGuestsRoute,
  nudgeGuests,
  renewGuests,
  resendToGuest,
  writeGuests,
} from './routes/guests.ts';
import { acceptMail, listInbound, readInbound, refuseMailRoute } from './routes/inbound.ts';
import { acceptAsk, inviteGuest, listAsks, refuseAsk } from './routes/invites.ts';
import { createKeyRoute, listKeysRoute, revokeKeyRoute, rotateKeyRoute } from './routes/keys.ts';
import { listLettersRoute, writeLetters } from './routes/letters.ts';
import {
  createListRoute,
  deleteListRoute,
  listListsRoute,
  readListRoute,
  readRefusedRoute,
  writeRefused,
} from './routes/lists.ts';
import { sendLocalRoute, unsendLocalRoute } from './routes/local-runs.ts';
import { listProposalsRoute, writeProposals } from './routes/proposals.ts';
import {
  domainEvents,
  domainStats,
  organizerEvents,
  organizerStats,
  writeDomainEvents,
  writeDomainStats,
  writeOrganizerEvents,
  writeOrganizerStats,
} from './routes/reports.ts';
import {
  pauseRunRoute,
  readFailedRoute,
  resumeRunRoute,
  stopRunRoute,
  writeFailed,
} from './routes/run-control.ts';
import { createRunRoute, listRunsRoute, readRunRoute, redriveRunRoute } from './routes/runs.ts';
import { rescheduleRunRoute, unscheduleRunRoute } from './routes/schedules.ts';
import { createSegment } from './routes/segments.ts';
import {
  askToSignInRoute,
  readSessionRoute,
  signInByCodeRoute,
  signOutRoute,
} from './routes/sessions.ts';
import { readSettingsRoute } from './routes/settings.ts';
import {
  createSuppressionRoute,
  deleteSuppressionRoute,
  listSuppressionsRoute,
} from './routes/suppressions.ts';
import { previewEvent, testEvent } from './routes/tests.ts';
import { listVersionsRoute } from './routes/versions.ts';
import {
  changeWebhookRoute,
  createWebhookRoute,
  deleteWebhookRoute,
  listWebhooksRoute,
  readWebhookRoute,
  rotateSecretRoute,
} from './routes/webhooks.ts';

/** Every endpoint that takes and gives JSON by its schemas, by the name of its route. */
export const ENDPOINTS = {
  createEvent,
  listEvents: listEventsRoute,
  readEvent: readEventRoute,
  changeEvent,
  cancelEvent,
  listVersions: listVersionsRoute,
  listGuests: listGuestsRoute,
  resendToGuest,
  nudgeGuests,
  renewGuests,
  listProposals: listProposalsRoute,
  listLetters: listLettersRoute,
  readStats,
  createList: createListRoute,
  listLists: listListsRoute,
  createSegment,
  deleteList: deleteListRoute,
  readList: readListRoute,
  readRefused: readRefusedRoute,
  sendLocal: sendLocalRoute,
  unsendLocal: unsendLocalRoute,
  testEvent,
  previewEvent,
  createRun: createRunRoute,
  listRuns: listRunsRoute,
  readRun: readRunRoute,
  pauseRun: pauseRunRoute,
  resumeRun: resumeRunRoute,
  stopRun: stopRunRoute,
  readFailed: readFailedRoute,
  rescheduleRun: rescheduleRunRoute,
  unscheduleRun: unscheduleRunRoute,
  redriveRun: redriveRunRoute,
  listInbound,
  readInbound,
  acceptMail,
  refuseMail: refuseMailRoute,
  eraseAddress,
  readErasure: readErasureRoute,
  exportAddress,
  readExport: readExportRoute,
  listVendors,
  readButton,
  readSettings: readSettingsRoute,
  readAnswerTimes,
  organizerEvents,
  organizerStats,
  domainEvents,
  domainStats,
  listKeys: listKeysRoute,
  createKey: createKeyRoute,
  rotateKey: rotateKeyRoute,
  revokeKey: revokeKeyRoute,
  askToSignIn: askToSignInRoute,
  signInByCode: signInByCodeRoute,
  readSession: readSessionRoute,
  signOut: signOutRoute,
  listSuppressions: listSuppressionsRoute,
  createSuppression: createSuppressionRoute,
  deleteSuppression: deleteSuppressionRoute,
  createWebhook: createWebhookRoute,
  listWebhooks: listWebhooksRoute,
  readWebhook: readWebhookRoute,
  changeWebhook: changeWebhookRoute,
  deleteWebhook: deleteWebhookRoute,
  rotateSecret: rotateSecretRoute,
  listDeliveries: listDeliveriesRoute,
  replayFacts: replayFactsRoute,
  listActs: listActsRoute,
  inviteGuest,
  listAsks,
  acceptAsk,
  refuseAsk,
  blockEvent,
  unblockEvent,
  readOrganizer: readOrganizerRoute,
  blockOrganizer,
  unblockOrganizer,
  trustOrganizer,
  writeGuests,
  writeLetters,
  writeProposals,
  writeActs,
  writeFailed,
  writeRefused,
  writeOrganizerEvents,
  writeOrganizerStats,
  writeDomainEvents,
  writeDomainStats,
} satisfies Record<Exclude<RouteName, (typeof DOCUMENTS)[number]>, Endpoint>;

const isDocument = (name: RouteName): name is (typeof DOCUMENTS)[number] =>
  DOCUMENTS.some((document) => document === name);

/** The manifest's routes with their endpoints. */
export const ROUTED: readonly { route: RouteSpec; endpoint: Endpoint }[] = ROUTES.flatMap(
  (route) => (isDocument(route.name) ? [] : [{ route, endpoint: ENDPOINTS[route.name] }]),
);
