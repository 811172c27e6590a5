/**
 * The one description of what the product is made of. `lib/` turns it into an AWS account's
 * resources, `local/` into one process; a test holds it equal to the folders it names.
 */

/** What a function may touch. `lib/` derives IAM from it, and nothing else is granted. */
export type Use =
  | 'table:read'
  | 'table:write'
  | 'mail:read'
  | 'data:read'
  | 'data:write'
  | 'ses:send'
  | 'ses:account'
  | 'secret:read'
  | `workflow:start:${WorkflowName}`
  | `workflow:redrive:${WorkflowName}`
  /** Makes and deletes one-time schedules that start the workflow. */
  | `schedule:${WorkflowName}`;

/** One Lambda function: the folder of the same name in `functions/`. */
export type FunctionSpec = Readonly<{
  name: string;
  timeoutSeconds: number;
  memoryMb: number;
  uses: readonly Use[];
}>;

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
  | 'import';

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
  /** Only events whose `detail.status` is one of these. */
  statuses?: readonly string[];
  consumer: string;
  batchSize: number;
  maxBatchingWindowSeconds: number;
  maxReceiveCount: number;
}>;

/** The three addresses of an installation. */
export const MAILBOXES: readonly MailboxSpec[] = [
  { name: 'calendar', prefix: 'inbox/calendar/' },
  { name: 'bulk', prefix: 'inbox/bulk/' },
  { name: 'invites', prefix: 'inbox/rsvp/' },
];

/** Where an uploaded list lands until it is staged. */
export const UPLOAD_PREFIX = 'uploads/';

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
];

/** Every function. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  { name: 'remember-mail', timeoutSeconds: 10, memoryMb: 256, uses: ['table:write', 'mail:read'] },
  {
    name: 'read-invitation',
    timeoutSeconds: 30,
    memoryMb: 1024,
    uses: ['table:read', 'mail:read', 'data:read', 'data:write', 'secret:read'],
  },
  {
    name: 'record-event',
    timeoutSeconds: 20,
    memoryMb: 512,
    uses: [
      'table:read',
      'table:write',
      'data:read',
      'data:write',
      'secret:read',
      'workflow:start:ingest',
      'workflow:start:update',
      'workflow:start:cancel',
      'workflow:start:send',
    ],
  },
  {
    name: 'answer-organizer',
    timeoutSeconds: 50,
    memoryMb: 512,
    uses: ['table:read', 'table:write', 'data:read', 'ses:send', 'secret:read'],
  },
  {
    name: 'record-outcome',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'data:read', 'workflow:start:ingest'],
  },
  {
    name: 'read-reply',
    timeoutSeconds: 20,
    memoryMb: 1024,
    uses: ['table:read', 'mail:read', 'data:read', 'data:write', 'secret:read'],
  },
  { name: 'record-answer', timeoutSeconds: 10, memoryMb: 256, uses: ['table:write', 'data:read'] },
  {
    name: 'forward-to-organizer',
    timeoutSeconds: 20,
    memoryMb: 512,
    uses: ['table:read', 'table:write', 'data:read', 'ses:send'],
  },
  {
    name: 'resend-invitation',
    timeoutSeconds: 10,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'data:read', 'secret:read', 'workflow:start:send'],
  },
  {
    name: 'read-list-mail',
    timeoutSeconds: 30,
    memoryMb: 1024,
    uses: ['table:read', 'mail:read', 'data:write', 'secret:read'],
  },
  {
    name: 'stage-list',
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: ['table:read', 'table:write', 'data:read', 'data:write'],
  },
  {
    name: 'check-run',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'ses:account', 'schedule:send'],
  },
  {
    name: 'check-change',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'secret:read'],
  },
  {
    name: 'take-turn',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'ses:account'],
  },
  {
    name: 'collect-audience',
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: ['table:read', 'table:write', 'data:write'],
  },
  {
    name: 'freeze-audience',
    timeoutSeconds: 900,
    memoryMb: 1024,
    uses: ['table:read', 'table:write', 'data:read', 'data:write', 'secret:read'],
  },
  {
    name: 'send-batch',
    timeoutSeconds: 120,
    memoryMb: 512,
    uses: ['table:read', 'table:write', 'data:read', 'ses:send', 'secret:read'],
  },
  {
    name: 'settle-run',
    timeoutSeconds: 60,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'data:read', 'data:write'],
  },
  {
    name: 'finish-run',
    timeoutSeconds: 20,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'ses:send'],
  },
  { name: 'record-delivery', timeoutSeconds: 60, memoryMb: 256, uses: ['table:write'] },
  { name: 'note-failure', timeoutSeconds: 30, memoryMb: 256, uses: ['table:write'] },
  { name: 'unsubscribe', timeoutSeconds: 10, memoryMb: 256, uses: ['table:write', 'secret:read'] },
  {
    name: 'confirm-mail',
    timeoutSeconds: 10,
    memoryMb: 256,
    uses: ['table:read', 'table:write', 'secret:read', 'workflow:start:ingest'],
  },
  {
    name: 'api',
    timeoutSeconds: 28,
    memoryMb: 512,
    uses: [
      'table:read',
      'table:write',
      'data:read',
      'data:write',
      'secret:read',
      'workflow:start:ingest',
      'workflow:start:update',
      'workflow:start:cancel',
      'workflow:start:send',
      'workflow:redrive:update',
      'workflow:redrive:cancel',
      'workflow:redrive:send',
      'schedule:send',
    ],
  },
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
];

/** One route of the HTTP API. */
export type RouteSpec = Readonly<{
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  /** What the key must be good for; `public` needs none. */
  scope: 'read' | 'send' | 'admin' | 'public';
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
  { path: '/confirm/{token}', methods: ['GET', 'POST'], function: 'confirm-mail' },
];

/** Routes under `/v1`, all served by the `api` function. */
export const ROUTES = [
  { name: 'createEvent', method: 'POST', path: '/v1/events', scope: 'send' },
  { name: 'listEvents', method: 'GET', path: '/v1/events', scope: 'read' },
  { name: 'readEvent', method: 'GET', path: '/v1/events/{eventId}', scope: 'read' },
  { name: 'readStats', method: 'GET', path: '/v1/events/{eventId}/stats', scope: 'read' },
  { name: 'createList', method: 'POST', path: '/v1/events/{eventId}/lists', scope: 'send' },
  { name: 'readList', method: 'GET', path: '/v1/lists/{listId}', scope: 'read' },
  { name: 'readRefused', method: 'GET', path: '/v1/lists/{listId}/refused', scope: 'read' },
  { name: 'createRun', method: 'POST', path: '/v1/events/{eventId}/runs', scope: 'send' },
  { name: 'listRuns', method: 'GET', path: '/v1/runs', scope: 'read' },
  { name: 'readRun', method: 'GET', path: '/v1/runs/{runId}', scope: 'read' },
  { name: 'rescheduleRun', method: 'PATCH', path: '/v1/runs/{runId}', scope: 'send' },
  { name: 'unscheduleRun', method: 'DELETE', path: '/v1/runs/{runId}', scope: 'send' },
  { name: 'redriveRun', method: 'POST', path: '/v1/runs/{runId}/redrive', scope: 'send' },
  { name: 'listInbound', method: 'GET', path: '/v1/inbound', scope: 'read' },
  { name: 'readOpenApi', method: 'GET', path: '/v1/openapi.json', scope: 'public' },
] as const satisfies readonly RouteSpec[];

/** Name of a route. */
export type RouteName = (typeof ROUTES)[number]['name'];

/** The one table: a partition and a sort key, a time to live, and an index that lists by time. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  index: { name: 'byTime', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
} as const;

/** What every function finds in its environment; both worlds set all of it. */
export const ENVIRONMENT = [
  'TABLE_NAME',
  'MAIL_BUCKET',
  'DATA_BUCKET',
  'SECRET_ID',
  'DOMAIN',
  'CALENDAR_MAILBOX',
  'BULK_MAILBOX',
  'INVITES_MAILBOX',
  'PUBLIC_URL',
  'CONFIGURATION_SET',
  'ORGANIZERS',
  'POSTAL_ADDRESS',
  'SILENCE_SECONDS',
  'HOLD_SECONDS',
  'INGEST_WORKFLOW_ARN',
  'UPDATE_WORKFLOW_ARN',
  'CANCEL_WORKFLOW_ARN',
  'SEND_WORKFLOW_ARN',
  'SCHEDULE_GROUP',
  'SCHEDULE_ROLE_ARN',
] as const;

/** A key of the environment. */
export type EnvironmentKey = (typeof ENVIRONMENT)[number];
