import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRule, ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Stop } from 'aws-cdk-lib/aws-ses-actions';
import { CfnOutput } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { MAILBOXES } from '../manifest.ts';
import type { Configuration } from './configuration.ts';
import { writeRecord } from './dns.ts';
import { nameOf, pascal } from './names.ts';

/**
 * What receives: a receipt rule for each mailbox, which scans a mail, stores it under the mailbox's
 * prefix, and stops. Mail to any other address of the domain is refused by SES itself.
 *
 * An account has one active rule set in a Region. With `receiptRuleSet` the rules go first into the one
 * that is active. Otherwise they go into a set of their own, which the stack only makes: activating it
 * would silently take the mail of every other one. The output says how to.
 */
export class InboundMail extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ configuration: Configuration; bucket: Bucket }>,
  ) {
    super(scope, id);
    const { configuration, bucket } = props;
    const { domain, region, addresses, receiptRuleSet, name: installation } = configuration;
    const ruleSet =
      receiptRuleSet === undefined
        ? new ReceiptRuleSet(this, 'Rules', { receiptRuleSetName: installation })
        : ReceiptRuleSet.fromReceiptRuleSetName(this, 'Rules', receiptRuleSet);
    let last: ReceiptRule | undefined;
    for (const { name, prefix } of MAILBOXES) {
      // The first has no `after`: SES puts it before every rule that is there.
      last = new ReceiptRule(this, pascal(name), {
        ruleSet,
        ...(last && { after: last }),
        receiptRuleName: nameOf(this, name),
        recipients: [addresses[name]],
        // Off by default; without it SES writes no spam and virus verdicts (aws.md 2.1).
        scanEnabled: true,
        actions: [storeIn(bucket, prefix), new Stop()],
      });
    }
    if (receiptRuleSet === undefined) {
      new CfnOutput(this, 'Activate', {
        value: `aws ses set-active-receipt-rule-set --region ${region} --rule-set-name ${installation}`,
        description: 'Turns mail for the mailboxes on, and any other rule set of the Region off',
      }).overrideLogicalId('ActivateMail');
    }
    const mx = `10 inbound-smtp.${region}.amazonaws.com`;
    writeRecord(this, 'Mx', { name: domain, type: 'MX', value: mx }, configuration, false);
  }
}

/**
 * Stores a mail in the bucket, whose policy lets SES (`Store`). CDK's own action would let every rule of
 * the account. No KMS key here: SES would encrypt on its side, and no function could read the mail.
 */
const storeIn = (bucket: Bucket, objectKeyPrefix: string) => ({
  bind: () => ({ s3Action: { bucketName: bucket.bucketName, objectKeyPrefix } }),
});
