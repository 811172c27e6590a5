/**
 * The one description of what the product is made of. `lib/` turns it into an AWS account's
 * resources, `local/` into one process; a test holds it equal to the folders it names.
 */
import { INVITE_ROUTES } from './manifest-invite.ts';
import { PAGE_ROUTES, PUBLIC_PAGES } from './manifest-pages.ts';

/** One state machine: the file of the same name in `statemachines/`. */
export type WorkflowSpec = Readonly<{
  name: WorkflowName;
  type: 'STANDARD' | 'EXPRESS';
}>;

/** Names of the workflows. */
export type WorkflowName =
  | 'ingest'
  | 'update'
  | 'cancel'
  | 'send'
  | 'run'
  | 'deliver'
  | 'rsvp'
  | 'import'
  | 'erase'
  | 'invite'
  | 'sign-in';

/** A bucket: `mail` holds what SES received, `data` everything we make or are given. */
export type BucketName = 'mail' | 'data';

/** One address of the domain at which mail arrives; SES stores it under `prefix`. */
export type MailboxSpec = Readonly<{
  name: 'calendar' | 'bulk' | 'invites';
  prefix: `inbox/${string}/`;
}>;

/** Starts a workflow for every object that appears under a prefix. */
export type ObjectRule = Readonly<{ bucket: BucketName; prefix: string; starts: WorkflowName }>;

/** Events that a function takes in batches, by way of a queue. */
export type QueueSpec = Readonly<{
  name: string;
  source: string;
  detailTypes: readonly string[];
  /** Of S3: objects of the data bucket whose keys begin with this. */
  prefix?: string;
  /** Only events whose `detail.status` is one of these. */
  statuses?: readonly string[];
  consumer: string;
  batchSize: number;
  maxBatchingWindowSeconds: number;
  maxReceiveCount: number;
}>;

/** Calls a function at regular times. */
export type ScheduleSpec = Readonly<{
  name: string;
  /** In EventBridge Scheduler's words, in UTC. */
  at: `rate(${number} ${'minute' | 'minutes' | 'hour' | 'hours'})`;
  calls: string;
}>;

/** The three addresses of an installation. */
export const MAILBOXES: readonly MailboxSpec[] = [
  { name: 'calendar', prefix: 'inbox/calendar/' },
  { name: 'bulk', prefix: 'inbox/bulk/' },
  { name: 'invites', prefix: 'inbox/rsvp/' },
];

/** Where an uploaded list lands until it is staged. */
export const UPLOAD_PREFIX = 'uploads/';

/** Where a file lies that somebody asked for, until they have fetched it. */
export const EXPORT_PREFIX = 'exports/';

/** Where facts lie that others are told: webhooks and the bus; a month long, for whoever asks to hear them again. */
export const FACTS_PREFIX = 'facts/';

/** What an object that appears under a prefix starts. */
export const OBJECT_RULES: readonly ObjectRule[] = [
  { bucket: 'mail', prefix: 'inbox/calendar/', starts: 'ingest' },
  { bucket: 'mail', prefix: 'inbox/rsvp/', starts: 'rsvp' },
  { bucket: 'mail', prefix: 'inbox/bulk/', starts: 'import' },
  { bucket: 'data', prefix: UPLOAD_PREFIX, starts: 'import' },
];

/** What a name of SES's begins with; not what it leaves when a receipt rule is made (aws.md 2.1). */
const FIRST_OF_MAIL_ID = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

/**
 * The key prefixes that an event pattern for a rule names. For mail they leave out
 * `AMAZON_SES_SETUP_NOTIFICATION`: a pattern cannot say «this prefix and not that suffix» of one field.
 */
export const keyPrefixes = ({ bucket, prefix }: ObjectRule): readonly string[] =>
  bucket === 'mail' ? FIRST_OF_MAIL_ID.map((first) => `${prefix}${first}`) : [prefix];

/** Every workflow. */
export const WORKFLOWS: readonly WorkflowSpec[] = [
  { name: 'ingest', type: 'STANDARD' },
  { name: 'update', type: 'STANDARD' },
  { name: 'cancel', type: 'STANDARD' },
  { name: 'send', type: 'STANDARD' },
  { name: 'run', type: 'STANDARD' },
  { name: 'deliver', type: 'STANDARD' },
  { name: 'rsvp', type: 'EXPRESS' },
  { name: 'import', type: 'STANDARD' },
  { name: 'erase', type: 'STANDARD' },
  { name: 'invite', type: 'EXPRESS' },
  { name: 'sign-in', type: 'EXPRESS' },
];

/** Every queue between EventBridge and a function. */
export const QUEUES: readonly QueueSpec[] = [
  {
    name: 'delivery-events',
    source: 'aws.ses',
    detailTypes: ['Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected'],
    consumer: 'record-delivery',
    batchSize: 100,
    maxBatchingWindowSeconds: 1,
    maxReceiveCount: 5,
  },
  {
    name: 'failed-executions',
    source: 'aws.states',
    detailTypes: ['Step Functions Execution Status Change'],
    statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
    consumer: 'note-failure',
    batchSize: 10,
    maxBatchingWindowSeconds: 0,
    maxReceiveCount: 5,
  },
  {
    name: 'facts',
    source: 'aws.s3',
    detailTypes: ['Object Created'],
    prefix: FACTS_PREFIX,
    consumer: 'publish-facts',
    batchSize: 5,
    maxBatchingWindowSeconds: 0,
    maxReceiveCount: 5,
  },
];

/** Every function that is called at regular times. */
export const SCHEDULES: readonly ScheduleSpec[] = [
  { name: 'sweep', at: 'rate(15 minutes)', calls: 'sweep' },
  { name: 'webhooks', at: 'rate(1 minute)', calls: 'deliver-webhooks' },
];

/** One route of the HTTP API. */
export type RouteSpec = Readonly<{
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  /** What the caller must be good for; `public` needs nobody, `session` a person who signed in. */
  scope: 'read' | 'send' | 'admin' | 'public' | 'session';
  /** `installation`: about everything, so that whoever acts for one organizer may not. */
  reach?: 'installation';
}>;

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
  ...PUBLIC_PAGES,
];

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
  { name: 'nudgeGuests', method: 'POST', path: '/v1/events/{eventId}/nudge', scope: 'send' },
  { name: 'readStats', method: 'GET', path: '/v1/events/{eventId}/stats', scope: 'read' },
  { name: 'createList', method: 'POST', path: '/v1/events/{eventId}/lists', scope: 'send' },
  { name: 'listLists', method: 'GET', path: '/v1/events/{eventId}/lists', scope: 'read' },
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

/** The one table: a partition and a sort key, a time to live, and an index that lists by time. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  index: { name: 'byTime', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
} as const;
