import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { PAGES } from '../manifest-pages.ts';
import type { Functions } from './functions.ts';
import { nameOf, pascal } from './names.ts';

/**
 * Requests a second, and at once, that the API lets in: a flood of them takes a fifth of the 1,000
 * concurrent executions that an account has, and leaves the rest to the mails.
 */
const THROTTLE = { rateLimit: 200, burstLimit: 200 };

/** Serves every route that is not a page. */
const API_FUNCTION = 'api';

/** What the manifest's method is here. HEAD asks what GET answers: mail scanners send it. */
const METHODS = { GET: [HttpMethod.GET, HttpMethod.HEAD], POST: [HttpMethod.POST] } as const;

/** One line a request. Not the path, which may hold a guest's token, and not who asked. */
const LOG_LINE = JSON.stringify({
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  status: '$context.status',
  latency: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});

/** The HTTP API: the pages to their functions, everything else to the api function. */
export class Api extends Construct {
  /** The host that CloudFront asks. */
  readonly host: string;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: Readonly<{ logDays: number; region: string }>) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      apiName: nameOf(this, 'api'),
      createDefaultStage: false,
    });
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/apis/${nameOf(this, 'api')}`,
      retention: props.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(LOG_LINE),
      },
    });
    this.host = `${this.api.apiId}.execute-api.${props.region}.amazonaws.com`;
  }

  /** Sends requests to functions, which know the API's address from their environment. */
  serve(functions: Functions): void {
    // One for each function, and one permission: for each route they would be a fifth of the stack's resources.
    const known = new Map<string, HttpLambdaIntegration>();
    const to = (name: string): HttpLambdaIntegration => {
      const integration =
        known.get(name) ??
        new HttpLambdaIntegration(pascal(name), functions.get(name), {
          scopePermissionToRoute: false,
        });
      known.set(name, integration);
      return integration;
    };
    new HttpRoute(this, 'Default', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: to(API_FUNCTION),
    });
    for (const page of PAGES) {
      this.api.addRoutes({
        path: page.path,
        methods: page.methods.flatMap((method) => METHODS[method]),
        integration: to(page.function),
      });
    }
  }
}
