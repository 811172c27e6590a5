import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { optionalSetting } from '../../adapters/environment.ts';
import { logger } from '../task.ts';
import { type Answer, json, toProblem } from './answer.ts';
import { ROUTED } from './endpoints.ts';
import { openApi } from './openapi.ts';
import { Problem } from './problem.ts';
import { serve } from './serve.ts';

const routes = ROUTED.map(({ route, endpoint }) => ({
  method: route.method,
  path: route.path,
  handler: async (event: APIGatewayProxyEventV2, context: Context): Promise<Answer> => {
    try {
      return await serve(route, endpoint, event, context);
    } catch (error) {
      return toProblem(error, context.awsRequestId);
    }
  },
}));

const openApiRoute = {
  method: 'GET' as const,
  path: '/v1/openapi.json',
  handler: async (): Promise<Answer> => json(200, openApi(optionalSetting('PUBLIC_URL'))),
};

/** Serves the HTTP API. */
export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(
    httpRouter({
      routes: [...routes, openApiRoute],
      notFoundResponse: () => {
        throw new Problem('not_found', 'there is no such route; see /v1/openapi.json');
      },
    }),
  )
  .onError((request) => {
    request.response = toProblem(request.error, request.context.awsRequestId);
  });
