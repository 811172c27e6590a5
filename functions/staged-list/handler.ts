import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { noteAct } from '../../adapters/audit.ts';
import { readEvent } from '../../adapters/event-store.ts';
import { readList } from '../../adapters/list-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { linkAct } from '../../domain/access/act.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { readToken } from '../../domain/invite/sealed-token.ts';
import { type PageAnswer, page } from '../page.ts';
import { busyPage } from '../page-busy.ts';
import { logger } from '../task.ts';
import { AS_ROUTE, act, type Deed } from './act.ts';
import { listPage, unknownPage } from './pages.ts';
import { refusedFile } from './refused-file.ts';

/** The link was in a mail: it ends when nobody needs it any more. */
const GOOD_FOR_MS = 14 * 86_400_000;

/** The mail with the link went to the event's organizer, and to nobody else. */
async function note(
  { what, runId }: Deed,
  { eventId, owner }: EventRecord,
  listId: string,
  now: Date,
): Promise<void> {
  if (what === 'refused') return;
  const ids = { eventId, listId, ...(runId !== undefined && { runId }) };
  await noteAct((keyOf) => linkAct({ ...AS_ROUTE[what], ids }, owner, keyOf), now);
}

/**
 * The page of one staged list, for whoever holds the link of the mail that answered it: the organizer, whose mail was
 * proven (docs/decisions/0043). GET shows, POST acts; the link is good for this list and nothing else, for two weeks.
 */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(busyPage())
  .handler(async (request) => {
    const { mac } = await keys();
    const now = new Date();
    const listId = readToken(mac, 'list', request.pathParameters?.token ?? '');
    const list = listId === undefined ? undefined : await readList(listId);
    const event = list && (await readEvent(list.eventId));
    if (!list || !event || list.state === 'deleted') return page(404, unknownPage());
    if (now.getTime() - Date.parse(list.createdAt) > GOOD_FOR_MS) return page(410, unknownPage());
    if (request.rawPath.endsWith('/refused.csv')) return refusedFile(list.listId);
    const file = `${request.rawPath}/refused.csv`;
    if (request.requestContext.http.method !== 'POST') {
      return page(200, listPage(list, event, file));
    }
    const { body = '', isBase64Encoded } = request;
    const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
    const deed = await act({ list, event, file, now }, new URLSearchParams(text));
    const { status, html, what } = deed;
    await note(deed, event, list.listId, now);
    logger.info('list page', { listId: list.listId, what });
    return page(status, html);
  });
