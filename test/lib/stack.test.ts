import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pascal } from '../../lib/names.ts';
import { keyPrefixes, MAILBOXES, OBJECT_RULES, QUEUES, WORKFLOWS } from '../../manifest.ts';
import { ENVIRONMENT } from '../../manifest-environment.ts';
import { FUNCTIONS } from '../../manifest-functions.ts';
import { PAGES } from '../../manifest-pages.ts';
import { pathOf, type Resource } from '../../scripts/template-text.ts';
import { EVERYTHING, synthesise } from './synthesis.ts';

const synthesis = synthesise();
const { app, data, of, text } = synthesis;
const everything = synthesise(EVERYTHING);

const propertiesOf = (type: string): readonly Resource['Properties'][] =>
  of(type).map(({ Properties }) => Properties);

test('two syntheses are equal', () => {
  expect(synthesise().json).toEqual(synthesis.json);
});

test('the templates are far from what CloudFormation takes: 500 resources, 1 MB, 200 outputs', () => {
  for (const template of Object.values(everything.json)) {
    expect(Object.keys(template.Resources).length).toBeLessThan(400);
    expect(JSON.stringify(template).length).toBeLessThan(800_000);
    expect(Object.keys(template.Outputs ?? {}).length).toBeLessThan(100);
  }
});

test('the functions are those of the manifest, and the one that fills the secret', () => {
  const named = propertiesOf('AWS::Lambda::Function').flatMap(({ FunctionName }) =>
    FunctionName === undefined ? [] : [FunctionName],
  );
  expect(named.sort()).toEqual(
    [...FUNCTIONS.map(({ name }) => `convoke-${name}`), 'convoke-first-keys'].sort(),
  );
});

test.each(FUNCTIONS)('$name has the size, the time and the whole environment', (spec) => {
  const found = propertiesOf('AWS::Lambda::Function').find(
    ({ FunctionName }) => FunctionName === `convoke-${spec.name}`,
  );
  expect(found).toMatchObject({
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    Timeout: spec.timeoutSeconds,
    MemorySize: spec.memoryMb,
  });
  const { Variables } = (found?.Environment ?? {}) as { Variables: Record<string, unknown> };
  expect(Object.keys(Variables).sort()).toEqual([...ENVIRONMENT].sort());
  expect(text(Variables.PUBLIC_URL)).toBe('https://<Web/Distribution.DomainName>');
  expect(text(Variables.SEND_WORKFLOW_ARN)).toMatch(/:stateMachine:convoke-send$/);
});

test('every log ends, and none is kept longer than the histories of the workflows', () => {
  const logs = propertiesOf('AWS::Logs::LogGroup');
  expect(logs.length).toBeGreaterThanOrEqual(FUNCTIONS.length);
  expect(logs.filter(({ RetentionInDays }) => RetentionInDays !== 90)).toEqual([]);
});

test.each(WORKFLOWS)('$name is the file, traced, with a value for every placeholder', (spec) => {
  const found = propertiesOf('AWS::StepFunctions::StateMachine').filter(
    ({ StateMachineName }) => StateMachineName === `convoke-${spec.name}`,
  );
  const folder = join(import.meta.dirname, '..', '..', 'statemachines');
  const file = readFileSync(join(folder, `${spec.name}.asl.json`), 'utf8');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    StateMachineType: spec.type,
    DefinitionString: file,
    TracingConfiguration: { Enabled: true },
  });
  const values = found[0]?.DefinitionSubstitutions as Record<string, unknown>;
  for (const [name, value] of Object.entries(values)) {
    const isWorkflow = name.endsWith('Workflow');
    const expected = isWorkflow
      ? new RegExp(`:stateMachine:convoke-${name.replace('Workflow', '').toLowerCase()}$`)
      : new RegExp(`^<(Functions/${name}\\.Arn|Store/${name.replace('Bucket', '')})>$`);
    expect(text(value)).toMatch(expected);
  }
  expect(new Set(file.match(/\$\{\w+\}/g))).toEqual(
    new Set(Object.keys(values).map((name) => `\${${name}}`)),
  );
});

test('EXPRESS executions log errors without what went in or out, the others log nothing', () => {
  const logged = propertiesOf('AWS::StepFunctions::StateMachine').filter(
    ({ LoggingConfiguration }) => LoggingConfiguration !== undefined,
  );
  expect(logged.map(({ StateMachineName }) => StateMachineName).sort()).toEqual([
    'convoke-deliver',
    'convoke-invite',
    'convoke-rsvp',
    'convoke-sign-in',
  ]);
  for (const { LoggingConfiguration } of logged) {
    expect(LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
  }
});

type Pattern = Readonly<{
  source: readonly string[];
  detail: Readonly<Record<string, unknown>> & {
    bucket?: { name: unknown[] };
    object?: { key: { prefix: string }[] };
  };
}>;

const rules = propertiesOf('AWS::Events::Rule').map(({ EventPattern, Targets }) => ({
  pattern: EventPattern as Pattern,
  targets: (Targets as { Arn: unknown; DeadLetterConfig?: unknown }[]).map((target) => target),
}));

test('the rules are those of the manifest, each with one target and a dead-letter queue', () => {
  expect(rules).toHaveLength(OBJECT_RULES.length + QUEUES.length);
  for (const { targets, pattern } of rules) {
    expect(targets).toHaveLength(1);
    expect(targets[0]?.DeadLetterConfig).toBeDefined();
    // EventBridge's limit of a pattern is 2,048 characters; a bucket's name has up to 63.
    expect(JSON.stringify(pattern).length + 63).toBeLessThan(2_048);
  }
});

test.each(OBJECT_RULES)('an object under $prefix of $bucket starts $starts', (rule) => {
  const bucket = `<Store/${pascal(rule.bucket)}>`;
  const found = rules.filter(
    ({ pattern: { detail } }) =>
      text(detail.bucket?.name[0]) === bucket &&
      detail.object?.key.every(({ prefix }) => prefix.startsWith(rule.prefix)),
  );
  expect(found).toHaveLength(1);
  expect(found[0]?.pattern.detail.object?.key.map(({ prefix }) => prefix)).toEqual(
    keyPrefixes(rule),
  );
  expect(text(found[0]?.targets[0]?.Arn)).toBe(`<Workflows/${pascal(rule.starts)}/Machine>`);
});

test.each(QUEUES)('$name reach $consumer in batches, and what fails is kept', (spec) => {
  const queue = `<Events/${pascal(spec.name)}.Arn>`;
  const [rule, ...others] = rules.filter(({ targets }) => text(targets[0]?.Arn) === queue);
  expect(others).toEqual([]);
  expect(rule?.pattern).toMatchObject({
    source: [spec.source],
    'detail-type': spec.detailTypes,
    ...(spec.statuses && { detail: { status: spec.statuses } }),
  });
  const mapping = propertiesOf('AWS::Lambda::EventSourceMapping').find(
    ({ EventSourceArn }) => text(EventSourceArn) === queue,
  );
  expect(text(mapping?.FunctionName)).toBe(`<Functions/${pascal(spec.consumer)}>`);
  expect(mapping).toMatchObject({
    BatchSize: spec.batchSize,
    MaximumBatchingWindowInSeconds: spec.maxBatchingWindowSeconds,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  const found = of('AWS::SQS::Queue').find(
    (resource) => pathOf(resource) === `Events/${pascal(spec.name)}`,
  );
  const { timeoutSeconds = 0 } = FUNCTIONS.find(({ name }) => name === spec.consumer) ?? {};
  expect(found?.Properties.RedrivePolicy).toMatchObject({ maxReceiveCount: spec.maxReceiveCount });
  expect(found?.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeoutSeconds);
});

test("only this installation's mails and executions are heard of", () => {
  const detailOf = (source: string) =>
    rules.find(({ pattern }) => pattern.source[0] === source)?.pattern.detail ?? {};
  expect(detailOf('aws.ses').mail).toEqual({ tags: { 'ses:configuration-set': ['convoke'] } });
  const { stateMachineArn } = detailOf('aws.states') as { stateMachineArn: unknown[] };
  expect(stateMachineArn.map((arn) => text(arn).replace(/^.*:/, ''))).toEqual(
    WORKFLOWS.filter(({ type }) => type === 'STANDARD').map(({ name }) => `convoke-${name}`),
  );
});

test('each mailbox stores its mail under its prefix, scanned, and stops', () => {
  const receipt = propertiesOf('AWS::SES::ReceiptRule').map(({ Rule }) => Rule);
  expect(receipt).toEqual(
    MAILBOXES.map(({ name, prefix }) =>
      expect.objectContaining({
        Recipients: [`${name}@example.org`],
        ScanEnabled: true,
        Enabled: true,
        Actions: [
          { S3Action: { BucketName: expect.anything(), ObjectKeyPrefix: prefix } },
          { StopAction: { Scope: 'RuleSet' } },
        ],
      }),
    ),
  );
});

test('SES publishes exactly what a queue takes', () => {
  data.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: ['delivery', 'deliveryDelay', 'bounce', 'complaint', 'reject'],
    },
  });
});

test('pages go to their functions, HEAD like GET, and the rest goes to the API', () => {
  const routes = propertiesOf('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
  const pages = PAGES.flatMap(({ path, methods }) =>
    methods.flatMap((method) =>
      method === 'GET' ? [`GET ${path}`, `HEAD ${path}`] : [`POST ${path}`],
    ),
  );
  expect([...routes].sort()).toEqual(['$default', ...pages].sort());
  app.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
    StageName: '$default',
    DefaultRouteSettings: { ThrottlingBurstLimit: 200, ThrottlingRateLimit: 200 },
  });
});

test('what holds data is in a stack of its own, which nobody deletes by accident', () => {
  const { Resources } = everything.json.data;
  expect(Object.values(Resources).map(({ Type }) => Type)).toEqual(
    expect.arrayContaining([
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::SES::EmailIdentity',
      'AWS::SES::ConfigurationSet',
      'AWS::SecretsManager::Secret',
    ]),
  );
  const lost = Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain');
  expect(lost.map(({ Type }) => Type).sort()).toEqual([
    'AWS::S3::BucketPolicy',
    'AWS::S3::BucketPolicy',
    'AWS::SES::ConfigurationSetEventDestination',
  ]);
});

test('the dashboard is read by its distribution alone, and its files may load nothing from elsewhere', () => {
  const [policy] = of('AWS::S3::BucketPolicy').filter((each) =>
    pathOf(each).startsWith('DashboardSite/'),
  );
  const document = policy?.Properties.PolicyDocument as { Statement: { Effect: string }[] };
  expect(document.Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
    expect.objectContaining({
      Action: 's3:GetObject',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceArn': expect.anything() } },
    }),
  ]);
  const headers = JSON.stringify(propertiesOf('AWS::CloudFront::ResponseHeadersPolicy'));
  expect(headers).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
});

test('nothing in the other stack holds data', () => {
  const kept = Object.values(everything.json.app.Resources).filter(
    ({ DeletionPolicy }) => DeletionPolicy === 'Retain',
  );
  expect(kept).toEqual([]);
});

test('the table has its index, its time to live, its backups and a lock', () => {
  data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    Replicas: [
      {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ],
  });
});

test('the buckets are closed, encrypted, versioned, cleaned, and tell EventBridge', () => {
  const kept = of('AWS::S3::Bucket').filter((bucket) => pathOf(bucket) !== 'DashboardSite/Files');
  for (const { Properties: properties } of kept) {
    expect(properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: expect.anything(),
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    const { Rules } = properties.LifecycleConfiguration as { Rules: { Id: string }[] };
    expect(Rules.map(({ Id }) => Id)).toContain('rest');
  }
});
