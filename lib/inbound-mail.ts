import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Stop, S3 as StoreIn } from 'aws-cdk-lib/aws-ses-actions';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MAILBOXES } from '../manifest.ts';
import { pascal } from './names.ts';
import type { Addresses } from './outbound-mail.ts';

/**
 * What receives: a receipt rule for each mailbox, which scans a mail and stores it under the mailbox's
 * prefix. Mail to any other address of the domain is refused by SES itself.
 *
 * An account has one active rule set in a Region. Making ours the active one would silently take the
 * mail of every other one, so the stack only makes it; the output says how to activate it.
 */
export class InboundMail extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ addresses: Addresses; bucket: Bucket; domain: string }>,
  ) {
    super(scope, id);
    const { stackName, region } = Stack.of(this);
    // CDK's own types disagree under exactOptionalPropertyTypes.
    const bucket = props.bucket as IBucket;
    const rules = new ReceiptRuleSet(this, 'Rules', { receiptRuleSetName: stackName });
    for (const { name, prefix } of MAILBOXES) {
      rules.addRule(pascal(name), {
        receiptRuleName: `${stackName}-${name}`,
        recipients: [props.addresses[name]],
        // Off by default; without it SES writes no spam and virus verdicts (aws.md 2.1).
        scanEnabled: true,
        // No KMS key here: SES would encrypt on its side, and no function could read the mail.
        actions: [new StoreIn({ bucket, objectKeyPrefix: prefix }), new Stop()],
      });
    }
    new CfnOutput(this, 'Activate', {
      value: `aws ses set-active-receipt-rule-set --region ${region} --rule-set-name ${stackName}`,
      description: 'Turns mail for the mailboxes on, and any other rule set of the Region off',
    });
    new CfnOutput(this, 'Mx', {
      value: `${props.domain} MX 10 inbound-smtp.${region}.amazonaws.com`,
    });
  }
}
