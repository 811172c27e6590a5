import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { noteAct } from '../../adapters/audit.ts';
import { readDecision } from '../../adapters/decisions.ts';
import { readMailRecord } from '../../adapters/mail-records.ts';
import { letThrough } from '../../adapters/release-mail.ts';
import { keys } from '../../adapters/secrets.ts';
import { linkAct } from '../../domain/access/act.ts';
import { readToken } from '../../domain/invite/sealed-token.ts';
import { tellPage, visitorOf } from '../link-page.ts';
import type { PageAnswer } from '../page.ts';
import { busyPage } from '../page-busy.ts';
import { logger } from '../task.ts';
import { questionPage } from './pages.ts';

/** The link went to the organizer in whose name the mail came, and to nobody else. */
async function noteConfirmed(mailId: string, now: Date): Promise<void> {
  const { decision } = await readDecision(mailId);
  if (!('organizer' in decision) || decision.organizer === undefined) return;
  const { address } = decision.organizer;
  const done = { act: 'confirmMail', kind: 'inbound', ids: { mailId } } as const;
  await noteAct((keyOf) => linkAct(done, address, keyOf), now);
}

/**
 * Lets one held mail through, when the organizer in whose name it came says that it is theirs.
 *
 * GET only asks, since mail scanners open every link. POST gives the mail to an execution of its own, whose
 * name is the mail's: pressed twice, it runs once. The mail is read again, with all that was true before.
 */
export const handler = middy<APIGatewayProxyEventV2, PageAnswer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(busyPage())
  .handler(async (event) => {
    const { mac } = await keys();
    const mailId = readToken(mac, 'confirm', event.pathParameters?.token ?? '');
    const record = mailId === undefined ? undefined : await readMailRecord(mailId);
    const visitor = visitorOf(event);
    const { ended, done } = visitor.texts.confirm;
    if (record === undefined) return tellPage(visitor, 404, ended);
    if (event.requestContext.http.method !== 'POST') return questionPage(visitor);
    const now = new Date();
    if (!(await letThrough(record, 'confirmed', ['unconfirmed'], now))) {
      return tellPage(visitor, 410, ended);
    }
    await noteConfirmed(record.mailId, now);
    logger.info('mail confirmed', { mailId });
    return tellPage(visitor, 200, done);
  });
