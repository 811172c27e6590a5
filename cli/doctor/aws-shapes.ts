import type { ReceiptAction, ReceiptRule } from '@aws-sdk/client-ses';
import type {
  GetAccountResponse,
  GetConfigurationSetEventDestinationsResponse,
  GetConfigurationSetResponse,
  GetEmailIdentityResponse,
} from '@aws-sdk/client-sesv2';
import type { AccountFacts, ConfigurationSetFacts, IdentityFacts, RuleFacts } from './facts.ts';

/** The zone of Easy DKIM in the Regions where SES does not tell it. */
const DKIM_ZONE = 'dkim.amazonses.com';

/** The identity that SES answers. */
export function identityOf(answer: GetEmailIdentityResponse): IdentityFacts {
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

/** The account that SES answers. */
export function accountOf(answer: GetAccountResponse): AccountFacts {
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

/** The configuration set that SES answers, with what it sends to EventBridge. */
export function configurationSetOf(
  name: string,
  { SendingOptions: sending, SuppressionOptions: suppression }: GetConfigurationSetResponse,
  { EventDestinations: destinations = [] }: GetConfigurationSetEventDestinationsResponse,
): ConfigurationSetFacts {
  const suppressed = suppression?.SuppressedReasons;
  return {
    name,
    isSending: sending?.SendingEnabled !== false,
    ...(suppressed !== undefined && { suppressed }),
    events: destinations
      .filter((each) => each.Enabled === true && each.EventBridgeDestination !== undefined)
      .flatMap((each) => each.MatchingEventTypes ?? []),
  };
}

const endOf = ({ BounceAction, StopAction }: ReceiptAction): RuleFacts['ends'] =>
  BounceAction ? 'bounce' : StopAction ? 'stop' : 'no';

/** The receipt rule that SES answers; what stands behind its end is never done. */
export function ruleOf(rule: ReceiptRule): RuleFacts {
  const actions = rule.Actions ?? [];
  const end = actions.findIndex((action) => endOf(action) !== 'no');
  const last = actions[end];
  return {
    name: rule.Name ?? '',
    isEnabled: rule.Enabled === true,
    isScanning: rule.ScanEnabled === true,
    recipients: rule.Recipients ?? [],
    stores: (last === undefined ? actions : actions.slice(0, end)).flatMap(({ S3Action: s3 }) =>
      s3 === undefined ? [] : [{ bucket: s3.BucketName ?? '', prefix: s3.ObjectKeyPrefix ?? '' }],
    ),
    ends: last === undefined ? 'no' : endOf(last),
  };
}
