import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeActiveReceiptRuleSetCommand, SESClient } from '@aws-sdk/client-ses';
import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { openAws } from '../../../cli/doctor/aws.ts';

const ses = mockClient(SESClient);
const sesv2 = mockClient(SESv2Client);
const cloudFormation = mockClient(CloudFormationClient);
const aws = openAws({ region: 'eu-west-1' });

afterEach(() => {
  for (const client of [ses, sesv2, cloudFormation]) client.reset();
});

const named = (name: string) => Object.assign(new Error(name), { name });

test('an identity is read with its DKIM, its MAIL FROM domain and its configuration set', async () => {
  sesv2.on(GetEmailIdentityCommand, { EmailIdentity: 'example.org' }).resolves({
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
    DkimAttributes: {
      SigningEnabled: true,
      Status: 'SUCCESS',
      Tokens: ['a'],
      SigningHostedZone: 'dkim.af-south-1.amazonses.com',
      SigningAttributesOrigin: 'AWS_SES',
    },
    MailFromAttributes: {
      MailFromDomain: 'bounce.example.org',
      MailFromDomainStatus: 'PENDING',
      BehaviorOnMxFailure: 'REJECT_MESSAGE',
    },
    ConfigurationSetName: 'mail',
  });
  expect(await aws.readIdentity('example.org')).toEqual({
    isVerified: true,
    verification: 'SUCCESS',
    dkim: {
      isEasy: true,
      isSigning: true,
      status: 'SUCCESS',
      tokens: ['a'],
      zone: 'dkim.af-south-1.amazonses.com',
    },
    mailFrom: { domain: 'bounce.example.org', status: 'PENDING', isStrict: true },
    configurationSet: 'mail',
  });
});

test('an identity of which SES tells nothing is neither verified nor signed', async () => {
  sesv2.on(GetEmailIdentityCommand).resolves({
    DkimAttributes: { SigningAttributesOrigin: 'EXTERNAL' },
  });
  expect(await aws.readIdentity('example.org')).toEqual({
    isVerified: false,
    verification: 'NOT_STARTED',
    dkim: {
      isEasy: false,
      isSigning: false,
      status: 'NOT_STARTED',
      tokens: [],
      zone: 'dkim.amazonses.com',
    },
  });
});

test('what is not there is undefined, and every other error is thrown', async () => {
  sesv2.on(GetEmailIdentityCommand).rejects(named('NotFoundException'));
  sesv2.on(GetConfigurationSetCommand).rejects(named('NotFoundException'));
  sesv2.on(GetConfigurationSetEventDestinationsCommand).resolves({});
  cloudFormation.on(DescribeStacksCommand).rejects(named('ValidationError'));
  ses.on(DescribeActiveReceiptRuleSetCommand).resolves({});
  expect(await aws.readIdentity('example.org')).toBeUndefined();
  expect(await aws.readConfigurationSet('mail')).toBeUndefined();
  expect(await aws.readStack('convoke')).toBeUndefined();
  expect(await aws.readRuleSet()).toBeUndefined();
  sesv2.on(GetEmailIdentityCommand).rejects(named('AccessDeniedException'));
  await expect(aws.readIdentity('example.org')).rejects.toThrow('AccessDenied');
});

test('an account is read with its quota, its plan and what it suppresses', async () => {
  sesv2.on(GetAccountCommand).resolves({
    SendingEnabled: true,
    EnforcementStatus: 'PROBATION',
    ProductionAccessEnabled: true,
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 7 },
    PricingAttributes: { CurrentPlan: 'ESSENTIALS' },
    SuppressionAttributes: { SuppressedReasons: ['BOUNCE'] },
  });
  expect(await aws.readAccount()).toEqual({
    isSending: true,
    enforcement: 'PROBATION',
    isProduction: true,
    quota: { inDay: 50_000, inSecond: 14, sent: 7 },
    plan: 'ESSENTIALS',
    suppressed: ['BOUNCE'],
  });
});

test('a configuration set tells only what is enabled and goes to EventBridge', async () => {
  const bus = { EventBusArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default' };
  const of = (type: 'BOUNCE' | 'SEND' | 'DELIVERY') => ({
    Name: type,
    Enabled: true,
    MatchingEventTypes: [type],
    EventBridgeDestination: bus,
  });
  sesv2.on(GetConfigurationSetCommand).resolves({
    SendingOptions: { SendingEnabled: false },
    SuppressionOptions: { SuppressedReasons: [] },
  });
  sesv2.on(GetConfigurationSetEventDestinationsCommand).resolves({
    EventDestinations: [
      of('BOUNCE'),
      { ...of('SEND'), Enabled: false },
      {
        Name: 'sns',
        Enabled: true,
        MatchingEventTypes: ['DELIVERY'],
        SnsDestination: { TopicArn: 'arn' },
      },
    ],
  });
  expect(await aws.readConfigurationSet('mail')).toEqual({
    name: 'mail',
    isSending: false,
    suppressed: [],
    events: ['BOUNCE'],
  });
  sesv2.on(GetConfigurationSetCommand).resolves({});
  sesv2.on(GetConfigurationSetEventDestinationsCommand).resolves({});
  expect(await aws.readConfigurationSet('mail')).toEqual({
    name: 'mail',
    isSending: true,
    events: [],
  });
});

test('a receipt rule is read with where it stores and how it ends', async () => {
  const s3 = { S3Action: { BucketName: 'mails', ObjectKeyPrefix: 'inbox/bulk/' } };
  const stop = { StopAction: { Scope: 'RuleSet' as const } };
  const bounce = { BounceAction: { SmtpReplyCode: '550', Message: 'no', Sender: 'a@example.org' } };
  ses.on(DescribeActiveReceiptRuleSetCommand).resolves({
    Metadata: { Name: 'set' },
    Rules: [
      { Name: 'ours', Enabled: true, ScanEnabled: true, Recipients: ['a@b'], Actions: [s3, stop] },
      { Name: 'bounce', Enabled: true, Actions: [bounce, s3, stop] },
      { Name: 'empty' },
    ],
  });
  const nobody = { isScanning: false, recipients: [], stores: [] };
  expect(await aws.readRuleSet()).toEqual({
    name: 'set',
    rules: [
      {
        name: 'ours',
        isEnabled: true,
        isScanning: true,
        recipients: ['a@b'],
        stores: [{ bucket: 'mails', prefix: 'inbox/bulk/' }],
        ends: 'stop',
      },
      { ...nobody, name: 'bounce', isEnabled: true, ends: 'bounce' },
      { ...nobody, name: 'empty', isEnabled: false, ends: 'no' },
    ],
  });
});

test('a stack gives its outputs, and a mail goes out as it is written', async () => {
  cloudFormation.on(DescribeStacksCommand, { StackName: 'convoke' }).resolves({
    Stacks: [
      {
        StackName: 'convoke',
        CreationTime: new Date(),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [{ OutputKey: 'Domain', OutputValue: 'example.org' }],
      },
    ],
  });
  expect(await aws.readStack('convoke')).toEqual(new Map([['Domain', 'example.org']]));
  sesv2.on(SendEmailCommand).resolves({ MessageId: '1' });
  await aws.sendMail({ from: 'doctor@example.org', to: 'calendar@example.org', raw: 'X: y\r\n' });
  expect(sesv2.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
    FromEmailAddress: 'doctor@example.org',
    Destination: { ToAddresses: ['calendar@example.org'] },
    Content: { Raw: { Data: Buffer.from('X: y\r\n') } },
  });
});
