import { expect, test } from '@jest/globals';
import { EXAMPLE_FILE, readConfigurationFile } from '../../lib/configuration.ts';
import { pascal } from '../../lib/names.ts';
import { QUEUES } from '../../manifest.ts';
import { DELETABLE_KEYS } from '../../manifest-cloud.ts';
import { FUNCTIONS } from '../../manifest-functions.ts';
import type { TableCall, Use } from '../../manifest-uses.ts';
import { permissionsPage, writtenPage } from '../../scripts/permissions-page.ts';
import { pathOf } from '../../scripts/template-text.ts';
import {
  allStates,
  functionOf,
  readWorkflow,
  WORKFLOW_NAMES,
} from '../../scripts/workflow-file.ts';
import { allPermissions, permissionsOfRole } from './statements.ts';
import { EVERYTHING, synthesise } from './synthesis.ts';

const synthesis = synthesise();
const everything = synthesise(EVERYTHING);
const states = 'arn:aws:states:eu-west-1:<AccountId>';
const ses = 'arn:aws:ses:eu-west-1:<AccountId>';
const schedules = 'arn:aws:scheduler:eu-west-1:<AccountId>';
const ours = '{"StringEquals":{"ses:FromAddress":["calendar@example.org","invites@example.org"]}}';

/** What the manifest's words mean, written down a second time. */
const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'].map((call) => [
      call,
      [`dynamodb:${call} on <Store/Table.Arn>`],
    ]),
  ),
  QueryIndex: ['dynamodb:Query on <Store/Table.Arn>/index/byTime'],
  DeleteItem: [
    `dynamodb:DeleteItem on <Store/Table.Arn> if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":${JSON.stringify(DELETABLE_KEYS)}}}`,
  ],
  'mail:read': [
    's3:GetObject on <Store/Mail.Arn>/inbox/calendar/*',
    's3:GetObject on <Store/Mail.Arn>/inbox/bulk/*',
    's3:GetObject on <Store/Mail.Arn>/inbox/rsvp/*',
    's3:ListBucket on <Store/Mail.Arn>',
  ],
  'mail:version': [
    ...['calendar', 'bulk', 'rsvp'].flatMap((mailbox) => [
      `s3:GetObject on <Store/Mail.Arn>/inbox/${mailbox}/*`,
      `s3:GetObjectVersion on <Store/Mail.Arn>/inbox/${mailbox}/*`,
    ]),
    's3:ListBucket on <Store/Mail.Arn>',
  ],
  'data:version': [
    's3:GetObject on <Store/Data.Arn>/uploads/*',
    's3:GetObjectVersion on <Store/Data.Arn>/uploads/*',
    's3:ListBucket on <Store/Data.Arn>',
  ],
  'mail:list': ['s3:ListBucket on <Store/Mail.Arn>'],
  'mail:delete': ['calendar', 'bulk', 'rsvp'].map(
    (mailbox) => `s3:DeleteObject on <Store/Mail.Arn>/inbox/${mailbox}/*`,
  ),
  'data:delete': ['s3:DeleteObject on <Store/Data.Arn>/*'],
  'data:read': ['s3:GetObject on <Store/Data.Arn>/*', 's3:ListBucket on <Store/Data.Arn>'],
  'data:write': ['s3:PutObject on <Store/Data.Arn>/*'],
  'data:stream': [
    's3:PutObject on <Store/Data.Arn>/*',
    's3:AbortMultipartUpload on <Store/Data.Arn>/*',
  ],
  'ses:send': ['ses:SendEmail', 'ses:SendRawEmail'].flatMap((action) => [
    `${action} on ${ses}:configuration-set/convoke if ${ours}`,
    `${action} on ${ses}:identity/* if ${ours}`,
  ]),
  'ses:account': ['ses:GetAccount on *'],
  // Only where the owner wants a bus.
  'bus:put': [],
  'secret:read': ['secretsmanager:GetSecretValue on <Keys/Secret>'],
  'edge:read': ['secretsmanager:GetSecretValue on <Web/Proof>'],
  'workflow:start': [`states:StartExecution on ${states}:stateMachine:convoke-NAME`],
  'workflow:redrive': [`states:RedriveExecution on ${states}:execution:convoke-NAME:*`],
  'workflow:stop': [`states:StopExecution on ${states}:execution:convoke-NAME:*`],
  'workflow:sync': [`states:StartSyncExecution on ${states}:stateMachine:convoke-NAME`],
  'workflow:list': [`states:ListExecutions on ${states}:stateMachine:convoke-NAME`],
  'workflow:describe': [`states:DescribeExecution on ${states}:execution:convoke-NAME:*`],
  unschedule: [`scheduler:DeleteSchedule on ${schedules}:schedule/convoke-schedules/*`],
  schedule: [
    `scheduler:CreateSchedule on ${schedules}:schedule/convoke-schedules/*`,
    'iam:PassRole on arn:aws:iam::<AccountId>:role/convoke-schedules if {"StringEquals":{"iam:PassedToService":"scheduler.amazonaws.com"}}',
  ],
};

function meaningOf(use: Use | TableCall): readonly string[] {
  const [, word = use, name = ''] = /^(workflow:\w+|schedule):(.+)$/.exec(use) ?? [];
  return (MEANINGS[word] ?? [`nothing is known of ${use}`]).map((it) => it.replace('NAME', name));
}

const TRACED = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];

const takeFrom = (queue: string): readonly string[] =>
  [
    'ChangeMessageVisibility',
    'DeleteMessage',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ReceiveMessage',
  ].map((action) => `sqs:${action} on <Events/${pascal(queue)}.Arn>`);

test.each(FUNCTIONS)('$name may do what the manifest says, and write its log', (spec) => {
  const log = `<Functions/${pascal(spec.name)}Log.Arn>`;
  const expected = [
    `logs:CreateLogStream on ${log}`,
    `logs:PutLogEvents on ${log}`,
    ...TRACED,
    ...[...spec.table, ...spec.uses].flatMap(meaningOf),
    ...QUEUES.filter(({ consumer }) => consumer === spec.name).flatMap(({ name }) =>
      takeFrom(name),
    ),
  ];
  const role = `Functions/${pascal(spec.name)}Role`;
  expect(permissionsOfRole(synthesis, role)).toEqual([...new Set(expected)].sort());
});

test('the function that fills the secret cannot read it', () => {
  expect(permissionsOfRole(synthesis, 'FirstKeys/FillRole')).toEqual([
    'logs:CreateLogStream on <FirstKeys/FillLog.Arn>',
    'logs:PutLogEvents on <FirstKeys/FillLog.Arn>',
    'secretsmanager:DescribeSecret on <Keys/Secret>',
    'secretsmanager:PutSecretValue on <Keys/Secret>',
    ...TRACED,
  ]);
});

test('deliver may start itself, read the manifest of a run and write its results', () => {
  const runs = 'arn:aws:s3:::<Store/Data>/runs/*';
  const execution = `${states}:execution:convoke-deliver`;
  expect(permissionsOfRole(synthesis, 'Workflows/Deliver/Machine/Role')).toEqual(
    expect.arrayContaining([
      `states:StartExecution on ${states}:stateMachine:convoke-deliver`,
      `states:DescribeExecution on ${execution}:*`,
      `states:StopExecution on ${execution}:*`,
      `states:RedriveExecution on ${execution}/Ranges:*`,
      `s3:GetObject on ${runs}`,
      `s3:PutObject on ${runs}`,
      `s3:ListMultipartUploadParts on ${runs}`,
      `s3:AbortMultipartUpload on ${runs}`,
      'lambda:InvokeFunction on <Functions/SendBatch.Arn>',
    ]),
  );
});

test.each([
  ['send', 'run', ['CheckRun', 'FreezeAudience']],
  ['update', 'run', ['CheckChange']],
  ['cancel', 'run', ['CheckChange']],
  ['run', 'deliver', ['CollectAudience', 'FinishRun', 'SettleRun', 'TakeTurn']],
])('%s waits for %s, and calls its own functions only', (name, waitsFor, functions) => {
  const allowed = permissionsOfRole(synthesis, `Workflows/${pascal(name)}/Machine/Role`);
  expect(allowed.filter((permission) => !permission.startsWith('xray:'))).toEqual([
    ...['DescribeRule', 'PutRule', 'PutTargets'].map(
      (action) =>
        `events:${action} on arn:aws:events:eu-west-1:<AccountId>:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
    ),
    ...functions.map((called) => `lambda:InvokeFunction on <Functions/${called}.Arn>`),
    `states:DescribeExecution on ${states}:execution:convoke-${waitsFor}:*`,
    `states:StartExecution on ${states}:stateMachine:convoke-${waitsFor}`,
    `states:StopExecution on ${states}:execution:convoke-${waitsFor}:*`,
  ]);
});

test.each(WORKFLOW_NAMES)('%s may call the functions of its steps, and no others', (name) => {
  const called = allStates(readWorkflow(name)).flatMap(([, state]) => functionOf(state) ?? []);
  const allowed = permissionsOfRole(synthesis, `Workflows/${pascal(name)}/Machine/Role`);
  expect(allowed.filter((permission) => permission.startsWith('lambda:'))).toEqual(
    [
      ...new Set(called.map((spec) => `lambda:InvokeFunction on <Functions/${pascal(spec)}.Arn>`)),
    ].sort(),
  );
});

/** The only actions on everything, each with the reason why it can be on nothing less. */
const ON_EVERYTHING: Readonly<Record<string, string>> = {
  'ses:GetAccount': 'the account has no ARN',
  ...Object.fromEntries(
    ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map(
      (action) => [`xray:${action}`, 'a trace has no ARN before it is there'],
    ),
  ),
  ...Object.fromEntries(
    [
      ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery'],
      ...[
        'ListLogDeliveries',
        'PutResourcePolicy',
        'DescribeResourcePolicies',
        'DescribeLogGroups',
      ],
    ].map((action) => [`logs:${action}`, 'CloudWatch gives log deliveries no ARN']),
  ),
};

test.each([
  ['least', synthesis],
  ['everything', everything],
])(
  'with the configuration «%s» no policy allows every action, or anything on everything',
  (_, of) => {
    const permissions = allPermissions(of);
    expect(permissions.length).toBeGreaterThan(150);
    const wide = permissions.filter((permission) => {
      const [action = '', resource = ''] = permission.split(' on ');
      return action.includes('*') || (/^\*( if |$)/.test(resource) && !ON_EVERYTHING[action]);
    });
    expect(wide).toEqual([]);
  },
);

test("only the secret's trigger has a managed policy: CDK's own function behind it", () => {
  const managed = everything
    .of('AWS::IAM::Role')
    .filter(({ Properties }) => Properties.ManagedPolicyArns !== undefined)
    .map(pathOf);
  expect(managed).toEqual(['AWSCDK.TriggerCustomResourceProviderCustomResourceProvider/Role']);
});

test('docs/permissions.md is the page of the template: npm run permissions', () => {
  const { data, app } = synthesise(readConfigurationFile(EXAMPLE_FILE)).json;
  expect(permissionsPage([data, app])).toBe(writtenPage());
});

test('an action that nobody gave a reason stops the page', () => {
  const { data, app } = synthesis.json;
  const text = JSON.stringify(app).replace('states:RedriveExecution', 'states:DeleteStateMachine');
  expect(() => permissionsPage([data, JSON.parse(text)])).toThrow('states:DeleteStateMachine');
});

test('there is a bus where the owner wants one, and one function may put events on it alone', () => {
  expect(synthesis.of('AWS::Events::EventBus')).toEqual([]);
  expect(everything.of('AWS::Events::EventBus').map(({ Properties }) => Properties)).toMatchObject([
    { Name: 'parties-events' },
  ]);
  const puts = everything
    .of('AWS::IAM::Policy')
    .flatMap(({ Properties }) =>
      (
        Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }
      ).Statement.filter(({ Action }) => Action === 'events:PutEvents'),
    );
  expect(puts.map(({ Resource }) => everything.text(Resource))).toEqual(['<EventBus.Arn>']);
});
