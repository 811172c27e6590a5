import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration.ts';

/** One record of the domain's DNS. */
export type DnsRecord = Readonly<{
  name: string;
  type: 'CNAME' | 'MX' | 'TXT';
  /** Without quotes. */
  value: string;
}>;

/** How long resolvers keep a record, in seconds: a mistake is over within the hour. */
const TTL_SECONDS = '3600';

/**
 * Writes a record into the configured hosted zone. Without one, an output of the stack says what to
 * write by hand.
 *
 * @param isKept true for what mails that were sent still need when the stack is gone
 */
export function writeRecord(
  scope: Construct,
  id: string,
  record: DnsRecord,
  { hostedZone }: Pick<Configuration, 'hostedZone'>,
  isKept: boolean,
): void {
  const { name, type, value } = record;
  if (hostedZone === undefined) {
    new CfnOutput(scope, id, { value: `${name} ${type} ${value}` }).overrideLogicalId(`Dns${id}`);
    return;
  }
  const written = new CfnRecordSet(scope, id, {
    hostedZoneId: hostedZone.id,
    name,
    type,
    ttl: TTL_SECONDS,
    resourceRecords: [type === 'TXT' ? JSON.stringify(value) : value],
  });
  if (isKept) written.applyRemovalPolicy(RemovalPolicy.RETAIN);
}
