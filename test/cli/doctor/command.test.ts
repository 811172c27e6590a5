import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeActiveReceiptRuleSetCommand, SESClient } from '@aws-sdk/client-ses';
import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Report } from '../../../cli/doctor/report.ts';
import { type FakeStack, startFakeStack } from '../fake-stack.ts';
import { run } from '../run.ts';
import { startDnsServer } from './dns-server.ts';
import { PARTS } from './sample-facts.ts';

const ses = mockClient(SESClient);
const sesv2 = mockClient(SESv2Client);
const cloudFormation = mockClient(CloudFormationClient);
const named = (name: string) => Object.assign(new Error(name), { name });

let dns: Awaited<ReturnType<typeof startDnsServer>>;
let api: FakeStack;

beforeAll(async () => {
  dns = await startDnsServer({
    'MX example.org': ['10 inbound-smtp.eu-west-1.amazonaws.com'],
    'A inbound-smtp.eu-west-1.amazonaws.com': ['192.0.2.1'],
    'CNAME a._domainkey.example.org': ['a.dkim.amazonses.com'],
    'MX bounce.example.org': ['10 feedback-smtp.eu-west-1.amazonses.com'],
    'TXT bounce.example.org': ['v=spf1 include:amazonses.com ~all'],
    'TXT _dmarc.example.org': ['v=DMARC1; p=none'],
  });
  api = await startFakeStack({ 'GET /v1/events?limit=1': [{ body: { items: [] } }] });
});
afterAll(async () => {
  await dns.close();
  await api.close();
});

const rule = (name: string, prefix: string) => ({
  Name: name,
  Enabled: true,
  ScanEnabled: true,
  Recipients: [`${name}@example.org`],
  Actions: [
    { S3Action: { BucketName: 'mails', ObjectKeyPrefix: prefix } },
    { StopAction: { Scope: 'RuleSet' as const } },
  ],
});

function outputs(all: Readonly<Record<string, string>>): void {
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: 'convoke',
        CreationTime: new Date(),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(all).map(([OutputKey, OutputValue]) => ({
          OutputKey,
          OutputValue,
        })),
      },
    ],
  });
}

beforeEach(() => {
  for (const client of [ses, sesv2, cloudFormation]) client.reset();
  outputs({
    Domain: 'example.org',
    Url: api.base,
    CalendarMailbox: 'events@example.org',
    MailBucket: 'mails',
  });
  sesv2.on(GetAccountCommand).resolves({
    SendingEnabled: true,
    ProductionAccessEnabled: true,
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
    PricingAttributes: { CurrentPlan: 'NONE' },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
  });
  sesv2.on(GetEmailIdentityCommand).resolves({
    VerifiedForSendingStatus: true,
    DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS', Tokens: ['a'] },
    MailFromAttributes: {
      MailFromDomain: 'bounce.example.org',
      MailFromDomainStatus: 'SUCCESS',
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    },
    ConfigurationSetName: 'mail',
  });
  sesv2.on(GetConfigurationSetCommand).resolves({});
  sesv2.on(GetConfigurationSetEventDestinationsCommand).resolves({
    EventDestinations: [
      {
        Name: 'events',
        Enabled: true,
        MatchingEventTypes: ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT'],
        EventBridgeDestination: { EventBusArn: 'arn' },
      },
    ],
  });
  ses.on(DescribeActiveReceiptRuleSetCommand).resolves({
    Metadata: { Name: 'convoke' },
    Rules: [
      rule('events', 'inbox/calendar/'),
      rule('bulk', 'inbox/bulk/'),
      rule('invites', 'inbox/rsvp/'),
    ],
  });
});

const doctor = (args: readonly string[], env: NodeJS.ProcessEnv = { CONVOKE_API_KEY: 'key' }) =>
  run(['doctor', '--resolver', dns.address, ...args], env);

async function reportOf(...args: readonly string[]): Promise<Report> {
  const { stdout, stderr, code } = await doctor([...args, '--json']);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Report;
  expect(code).toBe(report.exitCode);
  return report;
}

const statusOf = (report: Report, id: string) =>
  report.checks.find((check) => check.id === id)?.status;

test('a deployed installation is found by its stack, and examined as SES, DNS and the API show it', async () => {
  const report = await reportOf('--region', 'eu-west-1');
  expect(report.installation).toEqual({
    kind: 'deployed',
    domain: 'example.org',
    region: 'eu-west-1',
    stack: 'convoke',
  });
  const rest = report.checks.filter(({ status }) => status !== 'pass');
  expect(rest.map(({ id, status }) => [id, status])).toEqual([
    ['dmarc', 'warn'],
    ['loop-invitation', 'skip'],
    ['loop-mail', 'skip'],
  ]);
  expect(report.exitCode).toBe(0);
  expect(api.seen.at(-1)?.headers.authorization).toBe('Bearer key');
});

test('what fails makes the exit code 1, and the report is for people', async () => {
  ses.on(DescribeActiveReceiptRuleSetCommand).resolves({});
  const { code, stdout, stderr } = await doctor(['--region', 'eu-west-1']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}FAIL {2}rule-set +No receipt rule set is active\.$/m);
  expect(stdout).toMatch(/^ {8}Run {2}aws ses set-active-receipt-rule-set/m);
  expect(stderr).toMatch(/^Looking for the installation …\nAsking SES, DNS and the API …\n$/);
});

test('a permission that is missing is named, and the exit code is 2', async () => {
  sesv2.on(GetAccountCommand).rejects(named('AccessDeniedException'));
  const report = await reportOf('--region', 'eu-west-1');
  expect(report.checks.find(({ id }) => id === 'quota')).toMatchObject({
    status: 'unknown',
    found: 'AWS answered AccessDeniedException to ses:GetAccount.',
    fixes: [{ do: 'Allow ses:GetAccount to your credentials.' }],
  });
  expect(report.exitCode).toBe(2);
});

test('with --domain alone CloudFormation is not asked, and the API is skipped', async () => {
  const report = await reportOf('--region', 'eu-west-1', '--domain', 'Example.org');
  expect(cloudFormation.calls()).toEqual([]);
  expect(report.installation.domain).toBe('example.org');
  expect(statusOf(report, 'api')).toBe('skip');
  // The stack would have told that the calendar address is events@.
  expect(statusOf(report, 'receipt-rules')).toBe('fail');
});

test('without an output of its own the domain is that of the MX record', async () => {
  outputs({ DnsMx: 'example.org MX 10 inbound-smtp.eu-west-1.amazonaws.com' });
  expect((await reportOf('--region', 'eu-west-1')).installation.domain).toBe('example.org');
});

test('an API that does not answer is told with what helps in the cloud', async () => {
  outputs({ Domain: 'example.org', Url: 'http://127.0.0.1:9' });
  const report = await reportOf('--region', 'eu-west-1');
  expect(report.checks.find(({ id }) => id === 'api')).toMatchObject({
    status: 'fail',
    found: 'Nothing answers at http://127.0.0.1:9.',
    fixes: [{ do: 'Check the output Url of the stack, and the network.' }],
  });
});

/** The one JSON value of a doctor that could not look. */
async function errorOf(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await run([...args, '--json'], env);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const { error } = JSON.parse(stderr) as { error: Record<string, string> };
  expect(error.whatNow).toMatch(/\S/);
  return error;
}

const AT = ['doctor', '--region', 'eu-west-1'];

test.each([
  ['an unknown option', ['doctor', '--lop'], 'usage'],
  ['an argument too many', ['doctor', 'me'], 'usage'],
  ['no stack at all', ['doctor', '--data', '/nowhere'], 'no_stack'],
  ['a domain that is none', [...AT, '--domain', 'not a domain'], 'bad_domain'],
  ['a name server without an address', [...AT, '--resolver', 'dns.example.org'], 'bad_resolver'],
  ['a loop test without a key', [...AT, '--domain', 'example.org', '--loop'], 'no_key'],
])('%s is an error with exit code 2', async (_, args, code) => {
  const resolver = args.includes('--resolver') ? [] : ['--resolver', dns.address];
  const plain = code === 'usage' || code === 'no_stack' ? [] : resolver;
  expect(await errorOf([...args, ...plain])).toMatchObject({ code });
});

test('a stack that is not there or tells no domain, and credentials that AWS does not take, are told apart', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(named('ValidationError'));
  expect(await errorOf(AT)).toMatchObject({ code: 'no_stack' });
  outputs({});
  expect(await errorOf(AT)).toMatchObject({ code: 'no_domain' });
  cloudFormation.on(DescribeStacksCommand).rejects(named('AccessDenied'));
  expect(await errorOf(AT)).toMatchObject({ code: 'stack_unknown' });
  cloudFormation.on(DescribeStacksCommand).rejects(named('CredentialsProviderError'));
  expect(await errorOf(AT)).toMatchObject({ code: 'no_credentials' });
});

test('an embedded stack that does not run is an error, not a report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convoke-doctor-'));
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const endpoints = {
    http: at(9),
    apiKey: 'k',
    aws: { sesv2: at(9) },
    smtp: { host: '127.0.0.1', port: 9 },
    mailboxes: PARTS.INSTALLATION.addresses,
  };
  await writeFile(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
  expect(await errorOf(['doctor', '--data', folder])).toMatchObject({ code: 'unreachable' });
  const { mailboxes: _, ...older } = endpoints;
  await writeFile(join(folder, 'endpoints.json'), JSON.stringify(older));
  expect(await errorOf(['doctor', '--data', folder])).toMatchObject({ code: 'bad_endpoints' });
  await rm(folder, { recursive: true });
});

test('without a Region anywhere it says so', async () => {
  const { AWS_REGION, AWS_CONFIG_FILE, AWS_DEFAULT_REGION } = process.env;
  delete process.env.AWS_REGION;
  delete process.env.AWS_DEFAULT_REGION;
  process.env.AWS_CONFIG_FILE = '/dev/null';
  try {
    expect(await errorOf(['doctor', '--stack', 'convoke'])).toMatchObject({ code: 'no_region' });
  } finally {
    const before = { AWS_REGION, AWS_CONFIG_FILE, AWS_DEFAULT_REGION };
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
});
