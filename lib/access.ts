import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  type BucketName,
  MAILBOXES,
  type MailboxSpec,
  TABLE,
  UPLOAD_PREFIX,
  type WorkflowName,
} from '../manifest.ts';
import { DELETABLE_KEYS } from '../manifest-cloud.ts';
import type { TableCall, Use } from '../manifest-uses.ts';
import { executionArns, workflowArn } from './names.ts';
import type { Schedules } from './schedules.ts';
import type { Store } from './store.ts';

/** The things that a `Use` is about. */
export type Resources = Readonly<{
  store: Store;
  secretArn: string;
  /** What CloudFront proves itself with. */
  edgeSecretArn: string;
  configurationSetName: string;
  addresses: Readonly<Record<MailboxSpec['name'], string>>;
  schedules: Schedules;
  /** Where facts are told to other programs; undefined where the owner wants none. */
  eventBus: Pick<IEventBus, 'eventBusName' | 'eventBusArn'> | undefined;
}>;

const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ actions, resources });

/** The IAM statements for what a function may do to the table. */
export function tableStatements(
  calls: readonly TableCall[],
  { store: { table } }: Resources,
): readonly PolicyStatement[] {
  const whole = calls.filter((call) => call !== 'QueryIndex' && call !== 'DeleteItem');
  return [
    ...(whole.length > 0
      ? [
          allow(
            whole.map((call) => `dynamodb:${call}`),
            [table.tableArn],
          ),
        ]
      : []),
    ...(calls.includes('QueryIndex')
      ? [allow(['dynamodb:Query'], [`${table.tableArn}/index/${TABLE.index.name}`])]
      : []),
    ...(calls.includes('DeleteItem') ? [deleteSome(table.tableArn)] : []),
  ];
}

const deleteSome = (tableArn: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:DeleteItem'],
    resources: [tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...DELETABLE_KEYS] } },
  });

const mailObjects = ({ store }: Resources): string[] =>
  MAILBOXES.map(({ prefix }) => store.buckets.mail.arnForObjects(`${prefix}*`));

const dataObjects = ({ store }: Resources): string[] => [store.buckets.data.arnForObjects('*')];

/** Without ListBucket S3 answers for a missing object that access is denied, not that it is missing. */
const readObjects = (
  { store }: Resources,
  name: BucketName,
  objects: string[],
): PolicyStatement[] => [
  allow(['s3:GetObject'], objects),
  allow(['s3:ListBucket'], [store.buckets[name].bucketArn]),
];

const readVersions = (
  resources: Resources,
  name: BucketName,
  objects: string[],
): PolicyStatement[] => [
  ...readObjects(resources, name, objects),
  allow(['s3:GetObjectVersion'], objects),
];

/**
 * A raw mail by SESv2's SendEmail is authorised as SendRawEmail, on the identity and on the
 * configuration set. In the sandbox the recipient's identity is asked for too, so every identity is
 * named here: what counts is the sender, which the condition fixes.
 */
function sendMail(scope: Construct, resources: Resources): PolicyStatement[] {
  const { addresses, configurationSetName } = resources;
  const arnOf = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'ses', resource, resourceName });
  return [
    new PolicyStatement({
      actions: ['ses:SendEmail', 'ses:SendRawEmail'],
      resources: [arnOf('identity', '*'), arnOf('configuration-set', configurationSetName)],
      conditions: {
        StringEquals: { 'ses:FromAddress': [addresses.calendar, addresses.invites] },
      },
    }),
  ];
}

/** The IAM statements that a `Use` of the manifest stands for. */
export function statementsFor(
  scope: Construct,
  use: Use,
  resources: Resources,
): readonly PolicyStatement[] {
  switch (use) {
    case 'mail:read':
      return readObjects(resources, 'mail', mailObjects(resources));
    case 'mail:version':
      return readVersions(resources, 'mail', mailObjects(resources));
    case 'mail:list':
      return [allow(['s3:ListBucket'], [resources.store.buckets.mail.bucketArn])];
    case 'mail:delete':
      return [allow(['s3:DeleteObject'], mailObjects(resources))];
    case 'data:read':
      return readObjects(resources, 'data', dataObjects(resources));
    case 'data:version':
      return readVersions(resources, 'data', [
        resources.store.buckets.data.arnForObjects(`${UPLOAD_PREFIX}*`),
      ]);
    case 'data:write':
      return [allow(['s3:PutObject'], dataObjects(resources))];
    case 'data:stream':
      return [allow(['s3:AbortMultipartUpload', 's3:PutObject'], dataObjects(resources))];
    case 'data:delete':
      return [allow(['s3:DeleteObject'], dataObjects(resources))];
    case 'ses:send':
      return sendMail(scope, resources);
    case 'ses:account':
      // The account's quota is no resource: this action takes nothing else.
      return [allow(['ses:GetAccount'], ['*'])];
    case 'bus:put':
      return resources.eventBus
        ? [allow(['events:PutEvents'], [resources.eventBus.eventBusArn])]
        : [];
    case 'secret:read':
      return [allow(['secretsmanager:GetSecretValue'], [resources.secretArn])];
    case 'edge:read':
      return [allow(['secretsmanager:GetSecretValue'], [resources.edgeSecretArn])];
    case 'unschedule':
      return [allow(['scheduler:DeleteSchedule'], [resources.schedules.scheduleArns])];
    default:
      return use.startsWith('schedule:') ? makeSchedules(resources) : [useWorkflow(scope, use)];
  }
}

type Verb = 'start' | 'sync' | 'redrive' | 'stop' | 'describe' | 'list';

/** What each verb is called, and whether it is done to the workflow or to an execution of it. */
const VERBS: Readonly<Record<Verb, readonly [string, 'workflow' | 'execution']>> = {
  start: ['states:StartExecution', 'workflow'],
  sync: ['states:StartSyncExecution', 'workflow'],
  redrive: ['states:RedriveExecution', 'execution'],
  stop: ['states:StopExecution', 'execution'],
  describe: ['states:DescribeExecution', 'execution'],
  list: ['states:ListExecutions', 'workflow'],
};

function useWorkflow(scope: Construct, use: Use): PolicyStatement {
  const [, verb, name] = use.split(':') as ['workflow', Verb, WorkflowName];
  const [action, target] = VERBS[verb];
  const workflow = workflowArn(scope, name);
  return allow([action], [target === 'workflow' ? workflow : executionArns(workflow)]);
}

/** Whoever makes a schedule hands the Scheduler the role that it will call with. */
const makeSchedules = ({ schedules }: Resources): PolicyStatement[] => [
  allow(['scheduler:CreateSchedule'], [schedules.scheduleArns]),
  new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [schedules.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  }),
];
