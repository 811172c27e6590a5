import {
  type BehaviorOptions,
  CachePolicy,
  type Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { dashboardHeaders } from '../dashboard/headers.ts';
import { nameOf } from './names.ts';

/** Every view is the one page: a path without an extension is a view, and the bare name gets its slash. */
const VIEWS = `function handler(event) {
  var request = event.request;
  if (request.uri === '/dashboard') {
    return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: { location: { value: '/dashboard/' } } };
  }
  if (request.uri.lastIndexOf('.') < request.uri.lastIndexOf('/')) request.uri = '/dashboard/index.html';
  return request;
}`;

/**
 * The dashboard's files behind the domain of the API, so that the session's cookie is good for both. They are put
 * there by `npm run upload:dashboard`: CDK's own upload would need a function that may write to every bucket.
 */
export class DashboardSite extends Construct {
  /** What CloudFront does with `/dashboard*`. */
  readonly behavior: BehaviorOptions;
  private readonly files: Bucket;

  constructor(scope: Construct, id: string, props: Readonly<{ data: Bucket }>) {
    super(scope, id);
    this.files = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      // Nothing but what a build makes again; CloudFormation removes it once it is empty.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { bucketName } = this.files;
    const access = new S3OriginAccessControl(this, 'Access', {
      originAccessControlName: nameOf(this, 'dashboard'),
    });
    this.behavior = {
      // By name: the policy of the bucket is written below, for this distribution alone.
      origin: S3BucketOrigin.withBucketDefaults(Bucket.fromBucketName(this, 'Origin', bucketName), {
        originAccessControlId: access.originAccessControlId,
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: this.headers(props.data),
      compress: true,
      functionAssociations: [
        {
          eventType: FunctionEventType.VIEWER_REQUEST,
          function: new EdgeFunction(this, 'Views', {
            functionName: nameOf(this, 'dashboard-views'),
            code: FunctionCode.fromInline(VIEWS),
            runtime: FunctionRuntime.JS_2_0,
          }),
        },
      ],
    };
    new CfnOutput(this, 'Bucket', { value: bucketName }).overrideLogicalId('DashboardBucket');
  }

  /** Lets a distribution read the files. */
  openTo({ distributionArn }: Pick<Distribution, 'distributionArn'>): void {
    this.files.addToResourcePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        resources: [this.files.arnForObjects('dashboard/*')],
        conditions: { StringEquals: { 'aws:SourceArn': distributionArn } },
      }),
    );
  }

  private headers(data: Bucket): ResponseHeadersPolicy {
    const fields = dashboardHeaders(`https://${data.bucketRegionalDomainName}`);
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: nameOf(this, 'dashboard-headers'),
      securityHeadersBehavior: {
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(730),
          includeSubdomains: true,
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        contentSecurityPolicy: {
          contentSecurityPolicy: fields['content-security-policy'] ?? '',
          override: true,
        },
      },
    });
  }
}
