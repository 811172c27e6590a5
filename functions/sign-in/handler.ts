import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { cookieOf } from '../cookies.ts';
import { visitorOf } from '../link-page.ts';
import type { PageAnswer } from '../page.ts';
import { busyPage } from '../page-busy.ts';
import { logger } from '../task.ts';
import { formOf, isFromElsewhere } from './form.ts';
import { csrfPage } from './pages.ts';
import { ask, code, link, signOut, type Visit } from './visit.ts';

/** The pages on which people sign in and out. They work without JavaScript, and GET changes nothing. */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(busyPage())
  .handler(async (event) => {
    const visitor = visitorOf(event);
    const isPost = event.requestContext.http.method === 'POST';
    if (isPost && isFromElsewhere(event)) return csrfPage(visitor);
    const visit: Visit = {
      ...{ event, visitor, isPost, form: formOf(event), now: new Date() },
      asking: cookieOf(event, 'asking'),
      session: cookieOf(event, 'session'),
    };
    const { rawPath } = event;
    if (rawPath === '/sign-out') return signOut(visit);
    if (rawPath === '/sign-in') return ask(visit);
    if (rawPath === '/sign-in/code') return code(visit);
    return link(visit, event.pathParameters?.token ?? '');
  });
