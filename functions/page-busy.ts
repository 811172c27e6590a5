import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { busyOr, ServiceBusy } from '../adapters/service-busy.ts';
import { tellPage, visitorOf } from './link-page.ts';
import type { PageAnswer } from './page.ts';
import { logger } from './task.ts';

/** What a browser or a mail client is told to wait, seconds. */
const RETRY_SECONDS = '60';

/**
 * Answers 503 with a page that says so where the table or another service gives no answer (Table B, B23): whoever pressed
 * is told to press again. Any other error stays one.
 */
export const busyPage = (): MiddlewareObj<APIGatewayProxyEventV2, PageAnswer> => ({
  onError(request) {
    if (!(busyOr(request.error) instanceof ServiceBusy)) return;
    logger.error('page not served', { error: String(request.error?.name) });
    const visitor = visitorOf(request.event);
    const framed = request.event.rawPath.startsWith('/embed/');
    const answer = tellPage(visitor, 503, visitor.texts.busy, { framed });
    request.response = {
      ...answer,
      headers: { ...answer.headers, 'retry-after': RETRY_SECONDS },
    };
  },
});
