/**
 * The one description of what the product is made of. `lib/` turns it into an AWS account's
 * resources, `local/` into one process; a test holds it equal to the folders it names.
 */
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
  | 'export'
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
  { name: 'export', type: 'STANDARD' },
  { name: 'invite', type: 'EXPRESS' },
  { name: 'sign-in', type: 'EXPRESS' },
];

/** Every queue between EventBridge and a function. */
export const QUEUES: readonly QueueSpec[] = [
  {
    name: 'delivery-events',
    source: 'aws.ses',
    detailTypes: [
      'Email Delivered',
      // Rare, and proof that SES has a mail whose answer was lost.
      'Email Delivery Delayed',
      'Email Bounced',
      'Email Complaint Received',
      'Email Rejected',
    ],
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

/** The one table: a partition and a sort key, a time to live, and an index that lists by time. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  index: { name: 'byTime', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
} as const;
