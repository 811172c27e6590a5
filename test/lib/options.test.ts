import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { ACKNOWLEDGED, solutionsCheck } from '../../lib/acknowledged.ts';
import type { Resource } from '../../scripts/template-text.ts';
import { EVERYTHING, LEAST, newApp, type Synthesis, synthesise } from './synthesis.ts';

const least = synthesise();
const everything = synthesise(EVERYTHING);

const properties = (synthesis: Synthesis, type: string): readonly Resource['Properties'][] =>
  synthesis.of(type).map(({ Properties }) => Properties);

/** The DNS records of an installation, written or printed: `name TYPE value`. */
const recordsOf = (synthesis: Synthesis): readonly string[] => [
  ...properties(synthesis, 'AWS::Route53::RecordSet').map(
    ({ Name, Type, ResourceRecords }) =>
      `${synthesis.text(Name)} ${Type} ${(ResourceRecords as unknown[]).map(synthesis.text).join()}`,
  ),
  ...Object.values(synthesis.json)
    .flatMap(({ Outputs = {} }) => Object.entries(Outputs))
    .flatMap(([id, { Value }]) => (id.startsWith('Dns') ? [synthesis.text(Value)] : [])),
];

const dkim = [1, 2, 3].map(
  (i) =>
    `<OutboundMail/Identity.DkimDNSTokenName${i}> CNAME <OutboundMail/Identity.DkimDNSTokenValue${i}>`,
);

test('without a hosted zone the outputs say every DNS record', () => {
  expect(properties(least, 'AWS::Route53::RecordSet')).toEqual([]);
  expect([...recordsOf(least)].sort()).toEqual(
    [
      ...dkim,
      'bounce.example.org MX 10 feedback-smtp.eu-west-1.amazonses.com',
      'bounce.example.org TXT v=spf1 include:amazonses.com ~all',
      '_dmarc.example.org TXT v=DMARC1; p=none',
      'example.org MX 10 inbound-smtp.eu-west-1.amazonaws.com',
    ].sort(),
  );
});

test('in a hosted zone every record is written', () => {
  expect([...recordsOf(everything)].sort()).toEqual(
    [
      ...dkim,
      'bounce.events.example.org MX 10 feedback-smtp.us-east-1.amazonses.com',
      'bounce.events.example.org TXT "v=spf1 include:amazonses.com ~all"',
      '_dmarc.events.example.org TXT "v=DMARC1; p=quarantine"',
      'events.example.org MX 10 inbound-smtp.us-east-1.amazonaws.com',
      'rsvp.example.org CNAME <Web/Distribution.DomainName>',
    ].sort(),
  );
});

test('the identity has DKIM, a return path of its own, and no mails about bounces', () => {
  everything.data.hasResourceProperties('AWS::SES::EmailIdentity', {
    EmailIdentity: 'events.example.org',
    FeedbackAttributes: { EmailForwardingEnabled: false },
    MailFromAttributes: {
      MailFromDomain: 'bounce.events.example.org',
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    },
  });
});

const rulesOf = (synthesis: Synthesis) =>
  synthesis.of('AWS::SES::ReceiptRule').map(({ Properties }) => ({
    set: synthesis.text(Properties.RuleSetName),
    after: synthesis.text(Properties.After),
    recipients: (Properties.Rule as { Recipients: string[] }).Recipients,
  }));

test('rules go into a set of our own, and an output says how it is activated', () => {
  expect(rulesOf(least).map(({ set }) => set)).toEqual(Array(3).fill('<InboundMail/Rules>'));
  expect(least.json.app.Outputs?.ActivateMail?.Value).toBe(
    'aws ses set-active-receipt-rule-set --region eu-west-1 --rule-set-name convoke',
  );
});

test('rules go first into a set that is active already, and nothing is to be activated', () => {
  expect(rulesOf(everything)).toEqual([
    { set: 'office', after: 'undefined', recipients: ['invite@events.example.org'] },
    { set: 'office', after: '<InboundMail/Calendar>', recipients: ['lists@events.example.org'] },
    { set: 'office', after: '<InboundMail/Bulk>', recipients: ['rsvp@events.example.org'] },
  ]);
  expect(everything.of('AWS::SES::ReceiptRuleSet')).toEqual([]);
  expect(everything.json.app.Outputs).not.toHaveProperty('ActivateMail');
});

test('SES may store mails for these rules only', () => {
  const policy = properties(everything, 'AWS::S3::BucketPolicy').find(({ Bucket }) =>
    everything.text(Bucket).includes('Mail'),
  );
  expect(JSON.stringify(policy)).toContain('receipt-rule-set/office:receipt-rule/parties-calendar');
});

test('functions get the mailboxes and the address of the pages', () => {
  everything.app.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'parties-unsubscribe',
    Environment: {
      Variables: {
        PUBLIC_URL: 'https://rsvp.example.org',
        CALENDAR_MAILBOX: 'invite@events.example.org',
        CONFIGURATION_SET: 'parties',
      },
    },
  });
});

test('deliveries that are not tracked are not published', () => {
  const [{ EventDestination } = {}] = properties(
    everything,
    'AWS::SES::ConfigurationSetEventDestination',
  );
  expect(EventDestination).toMatchObject({
    MatchingEventTypes: ['deliveryDelay', 'bounce', 'complaint', 'reject'],
  });
});

test('mails, uploads, versions and logs go when the owner says', () => {
  const days = Object.values(everything.json.data.Resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::S3::Bucket') return [];
    const { Rules } = Properties.LifecycleConfiguration as {
      Rules: { Id: string; ExpirationInDays?: number; NoncurrentVersionExpiration?: unknown }[];
    };
    return Rules.map(({ Id, ExpirationInDays, NoncurrentVersionExpiration }) => [
      Id,
      ExpirationInDays ?? NoncurrentVersionExpiration,
    ]);
  });
  expect(days).toEqual([
    ['mail', 30],
    ['rest', { NoncurrentDays: 7 }],
    ['uploads', 20],
    ['exports', 1],
    ['facts', 30],
    ['decisions', 30],
    ['rest', { NoncurrentDays: 7 }],
  ]);
  expect(
    properties(everything, 'AWS::Logs::LogGroup').filter((log) => log.RetentionInDays !== 14),
  ).toEqual([]);
});

test('CloudFront stores nothing, passes every method, and says what browsers may do', () => {
  const [{ DistributionConfig } = {}] = properties(least, 'AWS::CloudFront::Distribution');
  expect(DistributionConfig).toMatchObject({
    DefaultCacheBehavior: {
      // AWS's own policies: CachingDisabled, and AllViewerExceptHostHeader.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: expect.arrayContaining(['POST', 'PATCH', 'DELETE']),
    },
  });
  least.app.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY' },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
        ContentSecurityPolicy: { Override: false },
      },
    },
  });
});

test('a host of one’s own has its certificate and TLS 1.2, and a firewall when it is asked for', () => {
  const [{ DistributionConfig } = {}] = properties(everything, 'AWS::CloudFront::Distribution');
  expect(DistributionConfig).toMatchObject({
    Aliases: ['rsvp.example.org'],
    ViewerCertificate: {
      AcmCertificateArn: EVERYTHING.web.certificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    },
    WebACLId: expect.anything(),
  });
  expect(least.of('AWS::WAFv2::WebACL')).toEqual([]);
  everything.app.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
});

test('no log of requests has a path or says who asked', () => {
  const [{ AccessLogSettings } = {}] = properties(least, 'AWS::ApiGatewayV2::Stage');
  const { Format } = AccessLogSettings as { Format: string };
  expect(Object.values(JSON.parse(Format))).toEqual([
    '$context.requestId',
    '$context.httpMethod',
    '$context.routeKey',
    '$context.status',
    '$context.responseLatency',
    '$context.integrationErrorMessage',
  ]);
});

test('every output that the documents name is there', () => {
  const pages = ['deploy', 'operate'].map((page) =>
    readFileSync(join(import.meta.dirname, `../../docs/${page}.md`), 'utf8'),
  );
  const named = ['TableName', 'MailBucket', 'SecretArn', 'Url', 'ActivateMail', 'DnsHost'];
  expect(named.filter((name) => !pages.join().includes(name))).toEqual([]);
  const own = synthesise({ ...LEAST, web: EVERYTHING.web });
  const outputs = Object.values(own.json).flatMap(({ Outputs = {} }) => Object.keys(Outputs));
  expect(named.filter((name) => !outputs.includes(name))).toEqual([]);
});

test('convoke doctor is told what it looks for', () => {
  const { Outputs = {} } = everything.json.app;
  const told = Object.entries(Outputs).map(([id, { Value }]) => [id, everything.text(Value)]);
  expect(Object.fromEntries(told)).toEqual({
    Url: 'https://rsvp.example.org',
    Domain: 'events.example.org',
    ConfigurationSet: 'parties',
    MailBucket: '<Store/Mail>',
    DashboardBucket: '<DashboardSite/Files>',
    CalendarMailbox: 'invite@events.example.org',
    BulkMailbox: 'lists@events.example.org',
    InvitesMailbox: 'rsvp@events.example.org',
    EventBusName: '<EventBus>',
  });
});

test('the dashboard has a picture of everything that has to be watched', () => {
  const [{ DashboardBody } = {}] = properties(everything, 'AWS::CloudWatch::Dashboard');
  const body = JSON.parse(everything.text(DashboardBody)) as {
    widgets: { type: string; properties: { title?: string } }[];
  };
  expect(body.widgets.map(({ properties: { title } }) => title)).toEqual([
    'Alarms',
    'Executions started',
    'Executions failed',
    'Rate against quota',
    'What became of mails',
    'Bounces',
    'Complaints',
    'Outcomes of incoming mails',
    'Dead letters',
    'Dollars a day, whole account',
    undefined,
  ]);
  expect(JSON.stringify(body)).toContain('{"label":"what SES allows a second","value":50');
});

test('a budget is there when it is asked for', () => {
  expect(least.of('AWS::Budgets::Budget')).toEqual([]);
  everything.app.hasResourceProperties('AWS::Budgets::Budget', {
    Budget: { BudgetLimit: { Amount: 100, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
  });
});

test('cdk-nag finds nothing without a reason, and no reason is left over', () => {
  const rules = [...least.standing, ...everything.standing].map(({ rule }) => rule);
  const unused = ACKNOWLEDGED.map(({ finding }) => finding).filter(
    (finding) => !rules.some((rule) => finding.test(rule)),
  );
  // While no function makes schedules.
  expect(unused.filter(({ source }) => !source.includes('scheduler'))).toEqual([]);
  for (const { reason } of ACKNOWLEDGED) expect(reason.length).toBeGreaterThan(30);
});

test('a finding without a reason stops the synthesis', () => {
  const app = newApp();
  Validations.of(app).addPlugins(solutionsCheck());
  new Topic(new Stack(app, 'careless'), 'Topic');
  expect(() => app.synth()).toThrow('AwsSolutions-SNS3');
});
