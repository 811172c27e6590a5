import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration.ts';
import { Keys } from './keys.ts';
import { OutboundMail } from './outbound-mail.ts';
import { Store } from './store.ts';

/**
 * What must outlive a deployment: the table, the buckets, the keys, and the domain's identity with its
 * DNS records. The stack refuses to be deleted, and what is in it stays when it is deleted all the same.
 */
export class ConvokeData extends Stack {
  readonly store: Store;
  readonly keys: Keys;
  readonly mail: OutboundMail;

  /** @throws InvalidManifest */
  constructor(scope: Construct, configuration: Configuration) {
    const { name, region } = configuration;
    super(scope, `${name}-data`, {
      description: 'Convoke: what it knows (table, buckets, keys, mail identity)',
      env: { region },
      terminationProtection: true,
    });
    this.store = new Store(this, 'Store', configuration);
    this.keys = new Keys(this, 'Keys');
    this.mail = new OutboundMail(this, 'OutboundMail', { configuration, name });
    const { table, buckets } = this.store;
    this.tell('TableName', table.tableName);
    this.tell('MailBucket', buckets.mail.bucketName);
    this.tell('DataBucket', buckets.data.bucketName);
    this.tell('SecretArn', this.keys.secretArn);
  }

  /** What docs/operate.md asks for. */
  private tell(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
