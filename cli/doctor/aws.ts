import type { ReceiptRule } from '@aws-sdk/client-ses';
import type { GetAccountResponse, GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { AccountFacts, IdentityFacts, RuleFacts } from './facts.ts';
import type { Aws } from './ports.ts';

type Options = Readonly<{
  region?: string;
  endpoint?: string;
  credentials?: Readonly<{ accessKeyId: string; secretAccessKey: string }>;
}>;

/** The zone of Easy DKIM in the Regions where SES does not tell it. */
const DKIM_ZONE = 'dkim.amazonses.com';

/** Asks `read`, and gives undefined when the answer is an error of one of these names. */
async function unless<T>(names: readonly string[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}

function identityOf(answer: GetEmailIdentityResponse): IdentityFacts {
  const { DkimAttributes: dkim = {}, MailFromAttributes: from, ConfigurationSetName: set } = answer;
  return {
    isVerified: answer.VerifiedForSendingStatus === true,
    verification: answer.VerificationStatus ?? 'NOT_STARTED',
    dkim: {
      isEasy: dkim.SigningAttributesOrigin !== 'EXTERNAL',
      isSigning: dkim.SigningEnabled === true,
      status: dkim.Status ?? 'NOT_STARTED',
      tokens: dkim.Tokens ?? [],
      zone: dkim.SigningHostedZone ?? DKIM_ZONE,
    },
    ...(from?.MailFromDomain && {
      mailFrom: {
        domain: from.MailFromDomain,
        status: from.MailFromDomainStatus ?? 'PENDING',
        isStrict: from.BehaviorOnMxFailure === 'REJECT_MESSAGE',
      },
    }),
    ...(set !== undefined && { configurationSet: set }),
  };
}

function accountOf(answer: GetAccountResponse): AccountFacts {
  const { SendQuota: quota = {}, PricingAttributes: pricing, SuppressionAttributes } = answer;
  return {
    isSending: answer.SendingEnabled === true,
    enforcement: answer.EnforcementStatus ?? 'HEALTHY',
    isProduction: answer.ProductionAccessEnabled === true,
    quota: {
      inDay: quota.Max24HourSend ?? 0,
      inSecond: quota.MaxSendRate ?? 0,
      sent: quota.SentLast24Hours ?? 0,
    },
    ...(pricing?.CurrentPlan !== undefined && { plan: pricing.CurrentPlan }),
    suppressed: SuppressionAttributes?.SuppressedReasons ?? [],
  };
}

function ruleOf({
  Name,
  Enabled,
  ScanEnabled,
  Recipients = [],
  Actions = [],
}: ReceiptRule): RuleFacts {
  const isBounce = Actions.some(({ BounceAction }) => BounceAction !== undefined);
  const isStop = Actions.some(({ StopAction }) => StopAction !== undefined);
  return {
    name: Name ?? '',
    isEnabled: Enabled === true,
    isScanning: ScanEnabled === true,
    recipients: Recipients,
    stores: Actions.flatMap(({ S3Action: s3 }) =>
      s3 === undefined ? [] : [{ bucket: s3.BucketName ?? '', prefix: s3.ObjectKeyPrefix ?? '' }],
    ),
    ends: isBounce ? 'bounce' : isStop ? 'stop' : 'no',
  };
}

/** Opens AWS. Each of the three clients is loaded when it is first asked: they take 100 ms each. */
export function openAws(options: Options): Aws {
  const closers: (() => void)[] = [];
  const once = <T extends { destroy(): void }>(load: () => Promise<T>): (() => Promise<T>) => {
    let client: Promise<T> | undefined;
    return () => {
      client ??= load().then((loaded) => {
        closers.push(() => loaded.destroy());
        return loaded;
      });
      return client;
    };
  };
  const settings = { ...options, maxAttempts: 3 };
  const sesv2 = once(async () => {
    const { SESv2Client } = await import('@aws-sdk/client-sesv2');
    return new SESv2Client(settings);
  });
  const ses = once(async () => {
    const { SESClient } = await import('@aws-sdk/client-ses');
    return new SESClient(settings);
  });
  const cloudFormation = once(async () => {
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    return new CloudFormationClient(settings);
  });
  return {
    region: async () => (await sesv2()).config.region(),

    async readStack(name) {
      const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
      const client = await cloudFormation();
      // CloudFormation has no error of its own for a stack that is not there.
      const answer = await unless(['ValidationError'], () =>
        client.send(new DescribeStacksCommand({ StackName: name })),
      );
      const outputs = answer?.Stacks?.[0]?.Outputs ?? [];
      return (
        answer && new Map(outputs.map((each) => [each.OutputKey ?? '', each.OutputValue ?? '']))
      );
    },

    async readIdentity(domain) {
      const { GetEmailIdentityCommand } = await import('@aws-sdk/client-sesv2');
      const client = await sesv2();
      const answer = await unless(['NotFoundException'], () =>
        client.send(new GetEmailIdentityCommand({ EmailIdentity: domain })),
      );
      return answer && identityOf(answer);
    },

    async readAccount() {
      const { GetAccountCommand } = await import('@aws-sdk/client-sesv2');
      return accountOf(await (await sesv2()).send(new GetAccountCommand({})));
    },

    async readRuleSet() {
      const { DescribeActiveReceiptRuleSetCommand } = await import('@aws-sdk/client-ses');
      const { Metadata, Rules = [] } = await (await ses()).send(
        new DescribeActiveReceiptRuleSetCommand({}),
      );
      return Metadata?.Name ? { name: Metadata.Name, rules: Rules.map(ruleOf) } : undefined;
    },

    async readConfigurationSet(name) {
      const { GetConfigurationSetCommand, GetConfigurationSetEventDestinationsCommand } =
        await import('@aws-sdk/client-sesv2');
      const client = await sesv2();
      const which = { ConfigurationSetName: name };
      const answers = await unless(['NotFoundException'], () =>
        Promise.all([
          client.send(new GetConfigurationSetCommand(which)),
          client.send(new GetConfigurationSetEventDestinationsCommand(which)),
        ]),
      );
      if (answers === undefined) return undefined;
      const [{ SendingOptions: sending, SuppressionOptions: suppression }, destinations] = answers;
      const suppressed = suppression?.SuppressedReasons;
      return {
        name,
        isSending: sending?.SendingEnabled !== false,
        ...(suppressed !== undefined && { suppressed }),
        events: (destinations.EventDestinations ?? [])
          .filter((each) => each.Enabled === true && each.EventBridgeDestination !== undefined)
          .flatMap((each) => each.MatchingEventTypes ?? []),
      };
    },

    async sendMail({ from, to, raw }) {
      const { SendEmailCommand } = await import('@aws-sdk/client-sesv2');
      await (await sesv2()).send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Raw: { Data: Buffer.from(raw) } },
        }),
      );
    },

    close() {
      for (const closer of closers) closer();
    },
  };
}
