import {
  IdempotencyAlreadyInProgressError,
  IdempotencyValidationError,
} from '@aws-lambda-powertools/idempotency';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { optionalSetting } from '../../adapters/environment.ts';
import { BadCursor } from '../../adapters/table.ts';
import { logger } from '../task.ts';
import { ROUTED } from './endpoints.ts';
import { openApi } from './openapi.ts';
import { PROBLEMS, Problem, type ProblemCode } from './problem.ts';
import { serve } from './serve.ts';

type Answer = APIGatewayProxyStructuredResultV2;

const json = (statusCode: number, value: unknown, type = 'application/json'): Answer => ({
  statusCode,
  headers: {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: JSON.stringify(value),
});

function problem(code: ProblemCode, detail: string): Answer {
  const { status, title } = PROBLEMS[code];
  const type = `https://convoke.invalid/problems/${code}`;
  return json(status, { type, title, status, code, detail }, 'application/problem+json');
}

function toProblem(error: unknown): Answer {
  if (error instanceof Problem) return problem(error.code, error.message);
  if (error instanceof BadCursor) return problem('bad_cursor', error.message);
  if (error instanceof IdempotencyValidationError) {
    return problem('key_reused', 'this Idempotency-Key came with another body before');
  }
  if (error instanceof IdempotencyAlreadyInProgressError) {
    return problem('in_progress', 'the first request with this key is not done; ask again soon');
  }
  logger.error('request failed', { error: error instanceof Error ? error.name : 'unknown' });
  return problem('internal', 'try again; if it stays, the log has the request id');
}

const routes = ROUTED.map(({ route, endpoint }) => ({
  method: route.method,
  path: route.path,
  handler: async (event: APIGatewayProxyEventV2, context: Context): Promise<Answer> => {
    try {
      return json(endpoint.status, await serve(route, endpoint, event, context));
    } catch (error) {
      return toProblem(error);
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
    request.response = toProblem(request.error);
  });
