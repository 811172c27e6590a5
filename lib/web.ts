import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { EDGE_FIELDS } from '../manifest-environment.ts';
import type { Configuration } from './configuration.ts';
import type { DashboardSite } from './dashboard-site.ts';
import { writeRecord } from './dns.ts';
import { nameOf } from './names.ts';

/** What a page may load when it does not say so itself: nothing. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Two years: what browsers ask of a site that wants to be known for HTTPS only. */
const HSTS_AGE = Duration.days(730);

/** The API sees the address of an edge; this tells it the visitor's. */
const VIEWER = `function handler(event) {
  var request = event.request;
  request.headers['${EDGE_FIELDS.address}'] = { value: event.viewer.ip };
  return request;
}`;

/**
 * What the public reaches: CloudFront in front of the HTTP API, for its TLS, its headers and its shield.
 * It stores nothing, since every answer is somebody's own.
 */
export class Web extends Construct {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  /** Of what CloudFront proves itself with to the functions. */
  readonly secretArn: string;

  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ configuration: Configuration; apiHost: string; site: DashboardSite }>,
  ) {
    super(scope, id);
    const { configuration, apiHost, site } = props;
    const { web, waf, webAclArn } = configuration;
    const webAclId = waf ? this.firewall(waf.requestsPerFiveMinutes) : webAclArn;
    const secret = new Secret(this, 'Proof', {
      description: 'Convoke: what CloudFront proves itself with',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    this.secretArn = secret.secretArn;
    const pages = {
      origin: new HttpOrigin(apiHost, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        // A reference, which CloudFormation resolves: the template does not hold the value.
        customHeaders: { [EDGE_FIELDS.secret]: secret.secretValue.unsafeUnwrap() },
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      compress: true,
      functionAssociations: [
        {
          eventType: FunctionEventType.VIEWER_REQUEST,
          function: new EdgeFunction(this, 'Viewer', {
            functionName: nameOf(this, 'viewer'),
            code: FunctionCode.fromInline(VIEWER),
            runtime: FunctionRuntime.JS_2_0,
          }),
        },
      ],
    };
    const framed = { ...pages, responseHeadersPolicy: this.headers('Framed', 'framed') };
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Pages and API of ${nameOf(this, 'web')}`,
      defaultBehavior: { ...pages, responseHeadersPolicy: this.headers('Headers', 'headers') },
      additionalBehaviors: { '/dashboard*': site.behavior, '/embed/*': framed },
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(web && {
        domainNames: [web.host],
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', web.certificateArn),
      }),
      ...(webAclId !== undefined && { webAclId }),
    });
    site.openTo(distribution);
    if (web !== undefined) this.point(web.host, distribution, configuration);
    this.url = `https://${web?.host ?? distribution.distributionDomainName}`;
    new CfnOutput(this, 'Url', { value: this.url }).overrideLogicalId('Url');
  }

  /** `Framed` is for the pages that stand in frames of others: nothing of it says DENY. */
  private headers(id: 'Headers' | 'Framed', name: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      responseHeadersPolicyName: nameOf(this, name),
      securityHeadersBehavior: {
        strictTransportSecurity: {
          accessControlMaxAge: HSTS_AGE,
          includeSubdomains: true,
          override: true,
        },
        contentTypeOptions: { override: true },
        ...(id === 'Headers' && {
          frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        }),
        // A page's address holds a token: it must not travel on as a referrer.
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        // A page that has styles says which: its own policy stands.
        contentSecurityPolicy: { contentSecurityPolicy: NOTHING, override: false },
      },
    });
  }

  private point(host: string, distribution: Distribution, configuration: Configuration): void {
    const zone = configuration.hostedZone?.name;
    const isInZone = zone !== undefined && host.endsWith(`.${zone}`);
    const record = {
      name: host,
      type: 'CNAME',
      value: distribution.distributionDomainName,
    } as const;
    writeRecord(this, 'Host', record, isInZone ? configuration : { hostedZone: undefined }, false);
  }

  /** Blocks an address that asks too often. CloudFront takes rules of us-east-1 only. */
  private firewall(limit: number): string {
    const visibilityConfig = {
      cloudWatchMetricsEnabled: true,
      metricName: nameOf(this, 'waf'),
      sampledRequestsEnabled: false,
    };
    return new CfnWebACL(this, 'Firewall', {
      name: nameOf(this, 'waf'),
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig,
      rules: [
        {
          name: 'too-often',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300 },
          },
          visibilityConfig: { ...visibilityConfig, metricName: nameOf(this, 'waf-too-often') },
        },
      ],
    }).attrArn;
  }
}
