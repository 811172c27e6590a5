import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type BucketName, TABLE, UPLOAD_PREFIX } from '../manifest.ts';

/** As long as Step Functions keeps the history of what was done about a mail. */
const MAIL_DAYS = 90;

/** An upload is staged within the hour; a failed import can be redriven for 14 days (aws.md 1.2). */
const UPLOAD_DAYS = 30;

/** How long a replaced or deleted object can be brought back. */
const OLD_VERSION_DAYS = 30;

const days = (count: number) => Duration.days(count);

const EXPIRIES: Readonly<Record<BucketName, readonly LifecycleRule[]>> = {
  mail: [{ id: 'mail', prefix: 'inbox/', expiration: days(MAIL_DAYS) }],
  data: [
    { id: 'uploads', prefix: UPLOAD_PREFIX, expiration: days(UPLOAD_DAYS) },
    { id: 'decisions', prefix: 'mail/', expiration: days(MAIL_DAYS) },
  ],
};

const key = (name: string) => ({ name, type: AttributeType.STRING });

/** What must outlive a deployment: the table and the buckets. Removing the stack leaves them. */
export class Store extends Construct {
  readonly table: TableV2;
  readonly buckets: Readonly<Record<BucketName, Bucket>>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { index } = TABLE;
    this.table = new TableV2(this, 'Table', {
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
    this.buckets = { mail: this.bucket('mail'), data: this.bucket('data') };
  }

  private bucket(name: BucketName): Bucket {
    const bucket = new Bucket(this, name === 'mail' ? 'Mail' : 'Data', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        ...EXPIRIES[name],
        {
          id: 'rest',
          noncurrentVersionExpiration: days(OLD_VERSION_DAYS),
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
