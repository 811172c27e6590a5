import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { TEXTS } from '../../domain/page/texts.ts';
import { html, type PageAnswer, page } from '../page.ts';
import { busyPage } from '../page-busy.ts';
import { logger } from '../task.ts';
import { readRequest } from './request.ts';
import { FORMS, READ, type Serve } from './routes.ts';

const route =
  (method: 'GET' | 'POST') =>
  ([path, serve]: readonly [string, Serve]) => ({
    method,
    path,
    handler: async (event: APIGatewayProxyEventV2): Promise<PageAnswer> =>
      serve(readRequest(event, new Date()), method === 'POST'),
  });

const router = httpRouter({
  routes: [
    ...Object.entries({ ...READ, ...FORMS }).map(route('GET')),
    ...Object.entries(FORMS).map(route('POST')),
  ],
  notFoundResponse: () => page(404, html(TEXTS.en.missingTitle, `<p>${TEXTS.en.missing}</p>`)),
});

/** HEAD is answered like GET: mail scanners send both. */
function asGet(event: APIGatewayProxyEventV2): void {
  const { http } = event.requestContext;
  if (http.method === 'HEAD') http.method = 'GET';
}

/** Serves the pages that everybody may see. GET changes nothing; POST asks for invitations. */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(busyPage())
  .before(({ event }) => asGet(event))
  .handler(router);
