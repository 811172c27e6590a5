import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type CorsRule,
  HttpMethods,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  type BucketName,
  EXPORT_PREFIX,
  FACTS_PREFIX,
  MAILBOXES,
  TABLE,
  UPLOAD_PREFIX,
} from '../manifest.ts';
import type { Configuration } from './configuration.ts';

const days = (count: number) => Duration.days(count);

/** The URL of an export is good for ten minutes; S3 counts in whole days. */
const EXPORT_DAYS = 1;

/** So far back a webhook can hear facts again. They name guests by their keys alone. */
const FACTS_DAYS = 30;

/** When objects go by themselves. An upload stays longer than a failed import can be redriven. */
const expiries = ({
  mailDays,
  uploadDays,
}: Configuration['retention']): Readonly<Record<BucketName, readonly LifecycleRule[]>> => ({
  mail: [{ id: 'mail', prefix: 'inbox/', expiration: days(mailDays) }],
  data: [
    { id: 'uploads', prefix: UPLOAD_PREFIX, expiration: days(uploadDays) },
    { id: 'exports', prefix: EXPORT_PREFIX, expiration: days(EXPORT_DAYS) },
    { id: 'facts', prefix: FACTS_PREFIX, expiration: days(FACTS_DAYS) },
    { id: 'decisions', prefix: 'mail/', expiration: days(mailDays) },
  ],
});

/**
 * Pages may upload and fetch by script. Any page: what is signed into the form or the URL is all the right there is, and
 * no cookie goes along.
 */
const BROWSERS: CorsRule = {
  allowedMethods: [HttpMethods.POST, HttpMethods.GET],
  allowedOrigins: ['*'],
  allowedHeaders: ['*'],
  maxAge: 3_000,
};

const key = (name: string) => ({ name, type: AttributeType.STRING });

/** What must outlive a deployment: the table and the buckets. Removing the stack leaves them. */
export class Store extends Construct {
  /** What functions use: the stack's own table, or the restored one that the owner put in its place. */
  readonly table: Pick<TableV2, 'tableName' | 'tableArn' | 'metric'>;
  readonly buckets: Readonly<Record<BucketName, Bucket>>;

  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id);
    const { index } = TABLE;
    const { retention, restoredTable } = configuration;
    const own = new TableV2(this, 'Table', {
      partitionKey: key(TABLE.partitionKey),
      sortKey: key(TABLE.sortKey),
      timeToLiveAttribute: TABLE.timeToLive,
      globalSecondaryIndexes: [
        {
          indexName: index.name,
          partitionKey: key(index.partitionKey),
          sortKey: key(index.sortKey),
        },
      ],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // The own one stays as it is: taking the setting away goes back to it.
    this.table =
      restoredTable === undefined
        ? own
        : TableV2.fromTableAttributes(this, 'Restored', {
            tableName: restoredTable,
            globalIndexes: [index.name],
          });
    this.buckets = {
      mail: this.bucket('mail', retention),
      data: this.bucket('data', retention),
    };
    this.letSesStore(configuration);
  }

  /** SES may add mails under the mailboxes' prefixes, for the rules of this installation. */
  private letSesStore({ name, receiptRuleSet = name }: Configuration): void {
    const { mail } = this.buckets;
    mail.addToResourcePolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        resources: MAILBOXES.map(({ prefix }) => mail.arnForObjects(`${prefix}*`)),
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Aws.ACCOUNT_ID,
            'aws:SourceArn': MAILBOXES.map((mailbox) =>
              Stack.of(this).formatArn({
                service: 'ses',
                resource: 'receipt-rule-set',
                resourceName: `${receiptRuleSet}:receipt-rule/${name}-${mailbox.name}`,
              }),
            ),
          },
        },
      }),
    );
  }

  private bucket(name: BucketName, retention: Configuration['retention']): Bucket {
    const bucket = new Bucket(this, name === 'mail' ? 'Mail' : 'Data', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      ...(name === 'data' && { cors: [BROWSERS] }),
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        ...expiries(retention)[name],
        {
          id: 'rest',
          noncurrentVersionExpiration: days(retention.versionDays),
          abortIncompleteMultipartUploadAfter: days(1),
        },
      ],
    });
    // `eventBridgeEnabled` would set this through a function that may notify on every bucket.
    const resource = bucket.node.defaultChild;
    if (resource instanceof CfnBucket) {
      resource.notificationConfiguration = {
        eventBridgeConfiguration: { eventBridgeEnabled: true },
      };
    }
    return bucket;
  }
}
