import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { optionalSetting } from '../../adapters/environment.ts';
import { DOCUMENTS, ROUTES } from '../../manifest-routes.ts';
import { logger } from '../task.ts';
import { type Answer, json, toProblem } from './answer.ts';
import { ROUTED } from './endpoints.ts';
import { openApi } from './openapi.ts';
import { Problem } from './problem.ts';
import { problemPage, referencePage } from './reference.ts';
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

/** What each document answers. */
const DOCUMENT: Readonly<
  Record<(typeof DOCUMENTS)[number], (event: APIGatewayProxyEventV2) => Answer>
> = {
  readOpenApi: () => json(200, openApi(optionalSetting('PUBLIC_URL'))),
  readProblem: ({ pathParameters }) => problemPage(pathParameters?.code ?? ''),
  readReference: () => referencePage(optionalSetting('PUBLIC_URL')),
};

const documents = DOCUMENTS.map((name) => ({
  method: 'GET' as const,
  path: ROUTES.find((route) => route.name === name)?.path ?? '',
  handler: async (event: APIGatewayProxyEventV2): Promise<Answer> => DOCUMENT[name](event),
}));

/** Serves the HTTP API. */
export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(
    httpRouter({
      routes: [...routes, ...documents],
      notFoundResponse: () => {
        throw new Problem('not_found', 'there is no such route; see /v1/openapi.json');
      },
    }),
  )
  .onError((request) => {
    request.response = toProblem(request.error, request.context.awsRequestId);
  });
