import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type BucketName, MAILBOXES, TABLE, type Use, type WorkflowName } from '../manifest.ts';
import { executionArns, workflowArn } from './names.ts';
import type { OutboundMail } from './outbound-mail.ts';
import type { Schedules } from './schedules.ts';
import type { Store } from './store.ts';

/** The things that a `Use` is about. */
export type Resources = Readonly<{
  store: Store;
  secretArn: string;
  mail: OutboundMail;
  schedules: Schedules;
}>;

/**
 * What a function may delete, by partition key: the API's record of a request that failed, turns that were
 * taken and given back, and mails that wait no more. (A batch write may delete too: IAM does not tell it
 * from a put.)
 */
const DELETABLE = ['IDEMPOTENCY#*', 'ONCE#*', 'TURN#*', 'WAIT#*'];

const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ actions, resources });

function readTable({ store: { table } }: Resources): PolicyStatement[] {
  return [
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'], [table.tableArn]),
    allow(['dynamodb:Query'], [`${table.tableArn}/index/${TABLE.index.name}`]),
  ];
}

function writeTable({ store: { table } }: Resources): PolicyStatement[] {
  return [
    allow(['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], [table.tableArn]),
    new PolicyStatement({
      actions: ['dynamodb:DeleteItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': DELETABLE } },
    }),
  ];
}

/** Without ListBucket S3 answers for a missing object that access is denied, not that it is missing. */
const readObjects = (
  { store }: Resources,
  name: BucketName,
  prefixes: readonly string[],
): PolicyStatement[] => [
  allow(
    ['s3:GetObject'],
    prefixes.map((prefix) => store.buckets[name].arnForObjects(`${prefix}*`)),
  ),
  allow(['s3:ListBucket'], [store.buckets[name].bucketArn]),
];

const writeObjects = ({ store }: Resources, name: BucketName): PolicyStatement[] => [
  allow(['s3:AbortMultipartUpload', 's3:PutObject'], [store.buckets[name].arnForObjects('*')]),
];

/**
 * A raw mail by SESv2's SendEmail is authorised as SendRawEmail, on the identity and on the
 * configuration set. In the sandbox the recipient's identity is asked for too, so every identity is
 * named here: what counts is the sender, which the condition fixes.
 */
function sendMail(scope: Construct, { mail }: Resources): PolicyStatement[] {
  const identities = Stack.of(scope).formatArn({
    service: 'ses',
    resource: 'identity',
    resourceName: '*',
  });
  return [
    new PolicyStatement({
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [identities, mail.configurationSetArn],
      conditions: {
        StringEquals: { 'ses:FromAddress': [mail.addresses.calendar, mail.addresses.invites] },
      },
    }),
  ];
}

/** The IAM statements that a `Use` of the manifest stands for; there are no others. */
export function statementsFor(
  scope: Construct,
  use: Use,
  resources: Resources,
): readonly PolicyStatement[] {
  switch (use) {
    case 'table:read':
      return readTable(resources);
    case 'table:write':
      return writeTable(resources);
    case 'mail:read':
      return readObjects(
        resources,
        'mail',
        MAILBOXES.map(({ prefix }) => prefix),
      );
    case 'data:read':
      return readObjects(resources, 'data', ['']);
    case 'data:write':
      return writeObjects(resources, 'data');
    case 'ses:send':
      return sendMail(scope, resources);
    case 'ses:account':
      // The account's quota is no resource: this action takes nothing else.
      return [allow(['ses:GetAccount'], ['*'])];
    case 'secret:read':
      return [allow(['secretsmanager:GetSecretValue'], [resources.secretArn])];
    default:
      return isSchedule(use) ? makeSchedules(resources) : [useWorkflow(scope, use)];
  }
}

const isSchedule = (use: Use): use is Extract<Use, `schedule:${string}`> =>
  use.startsWith('schedule:');

/** Whoever makes a schedule hands the Scheduler the role that it will call with. */
const makeSchedules = ({ schedules }: Resources): PolicyStatement[] => [
  allow(['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], [schedules.scheduleArns]),
  new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [schedules.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  }),
];

function useWorkflow(scope: Construct, use: Extract<Use, `workflow:${string}`>): PolicyStatement {
  const [, verb, name] = use.split(':') as ['workflow', 'start' | 'redrive', WorkflowName];
  const workflow = workflowArn(scope, name);
  return verb === 'start'
    ? allow(['states:StartExecution'], [workflow])
    : allow(['states:RedriveExecution'], [executionArns(workflow)]);
}
