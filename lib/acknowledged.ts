import type { IPolicyValidationPlugin } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';

/** A finding of cdk-nag that stands, and why. */
export type Acknowledged = Readonly<{ finding: RegExp; reason: string }>;

/** Every finding that stands. A test refuses one that nothing finds any more. */
export const ACKNOWLEDGED: readonly Acknowledged[] = [
  {
    finding: /^AwsSolutions-S1$/,
    reason:
      'An access log would be a third place that says which mail came when, to be kept and erased like the mails. Only SES, Step Functions and the roles of this stack reach the buckets; every function logs what it did with which mail.',
  },
  {
    finding: /^AwsSolutions-SMG4$/,
    reason:
      'A key may not go while tickets that it sealed are in calendars. Rotation adds a key and keeps the old ones: by hand, as docs/operate.md says. What CloudFront proves itself with opens nothing: whoever knows it can say another network address.',
  },
  {
    finding: /^AwsSolutions-APIG4$/,
    reason:
      "The API's keys are checked by its function, with scopes that an authorizer would not know. The pages belong to guests without an account: the sealed token in the address says what it is good for, and GET changes nothing.",
  },
  {
    finding: /^AwsSolutions-CFR1$/,
    reason: 'Guests may be anywhere, and answer from where they travel.',
  },
  {
    finding: /^AwsSolutions-CFR2$/,
    reason:
      'A web ACL costs 6 dollars a month before the first request, so the owner chooses (`waf`, `webAclArn`). The API is throttled as a whole.',
  },
  {
    finding: /^AwsSolutions-CFR3$/,
    reason:
      'The log of a page request is an address of the network and a path with a token. The API logs each request without both.',
  },
  {
    finding: /^AwsSolutions-CFR4$/,
    reason:
      'CloudFront decides about TLS for its own host name. With a host of one’s own (`web`) it is TLS 1.2 or later.',
  },
  {
    finding: /^AwsSolutions-SF1$/,
    reason:
      'STANDARD executions have their own history, for 90 days; EXPRESS ones log errors. A log of all events would hold the same twice. Neither has data in it.',
  },
  {
    finding: /^AwsSolutions-SQS3$/,
    reason:
      'It is the dead-letter queue of the event rules; cdk-nag knows only those of other queues.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    reason:
      'Traces, log deliveries and the account’s sending quota have no ARN: their actions take nothing but *. docs/permissions.md names each.',
  },
  {
    finding:
      /^AwsSolutions-IAM5\[Resource::\{"Fn::GetStackOutput".*StoreMail\w+"\}\}\/inbox\/[a-z]+\/\*\]$/,
    reason: 'The objects under the prefix of a mailbox: SES chooses their names.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::\{"Fn::GetStackOutput".*StoreData\w+"\}\}\/\*\]$/,
    reason:
      'Objects are named after events, lists, runs and mails, which nobody knows at deployment. The bucket holds nothing else.',
  },
  {
    finding:
      /^AwsSolutions-IAM5\[Resource::\{"Fn::GetStackOutput".*StoreData\w+"\}\}\/uploads\/\*\]$/,
    reason: 'An upload is named after its list.',
  },
  {
    finding:
      /^AwsSolutions-IAM5\[Resource::arn:aws:s3:::\{"Fn::GetStackOutput".*StoreData\w+"\}\}\/[a-z]+\/\*\]$/,
    reason: 'The results of a run lie under its id.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:aws:ses:[^\]]*:identity\/\*\]$/,
    reason:
      'In the sandbox SES also asks for the recipient’s identity. A condition fixes the sender to our own addresses.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:aws:states:[^\]]*:execution:[\w/-]+:\*\]$/,
    reason: 'An execution has an id of its own; the workflow is named.',
  },
  {
    finding: /^AwsSolutions-IAM5\[Resource::arn:aws:scheduler:[^\]]*:schedule\/[\w-]+\/\*\]$/,
    reason: 'A schedule is named after what it will start; the group is ours.',
  },
];

/** A finding at one construct that stands. */
export type Standing = Readonly<{ path: string; rule: string; reason: string }>;

/** cdk-nag's AwsSolutions pack without what stands; what is left stops the synthesis. */
export type SolutionsCheck = IPolicyValidationPlugin & Readonly<{ standing: readonly Standing[] }>;

/**
 * Makes the check. cdk-nag wants each finding acknowledged by its whole name, at a construct; but names
 * hold generated ids, and two dozen functions have the same findings. So they are compared with
 * {@link ACKNOWLEDGED} when they are all known.
 */
export function solutionsCheck(): SolutionsCheck {
  const standing: Standing[] = [];
  return {
    name: 'AwsSolutions',
    standing,
    validate: (context) => {
      const { violations } = new AwsSolutionsChecks().validate(context);
      const left = violations.filter(({ ruleName: rule, violatingResources }) => {
        const reason = ACKNOWLEDGED.find(({ finding }) => finding.test(rule))?.reason;
        if (reason === undefined) return true;
        standing.push(
          ...violatingResources.map(({ constructPath: path = '' }) => ({ path, rule, reason })),
        );
        return false;
      });
      return { success: left.length === 0, violations: left };
    },
  };
}
