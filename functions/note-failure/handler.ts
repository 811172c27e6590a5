import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { changeErasure } from '../../adapters/erasures.ts';
import { updateList } from '../../adapters/list-store.ts';
import { recordOutcome } from '../../adapters/mail-records.ts';
import { needAttention } from '../../adapters/run-store.ts';
import { MAILBOXES, UPLOAD_PREFIX } from '../../manifest.ts';
import { logger } from '../task.ts';

const StatusChange = z.object({
  detail: z.object({ executionArn: z.string(), status: z.string(), input: z.string() }),
});
const ErasureInput = z.object({ erasureId: z.string() });
const RunInput = z.object({ runId: z.string() });
const ObjectInput = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });

/** Says on the mail, the list, the run or the erasure that its execution failed; the history says why. */
async function note(body: string): Promise<void> {
  const { detail } = StatusChange.parse(JSON.parse(body));
  logger.error('execution failed', { execution: detail.executionArn, status: detail.status });
  const input: unknown = JSON.parse(detail.input);
  const run = RunInput.safeParse(input);
  const erasure = ErasureInput.safeParse(input);
  const object = ObjectInput.safeParse(input);
  if (run.success) await needAttention(run.data.runId);
  else if (erasure.success) await changeErasure(erasure.data.erasureId, { state: 'failed' });
  else if (object.success) await noteObject(object.data.detail.object.key);
}

async function noteObject(key: string): Promise<void> {
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (MAILBOXES.some(({ prefix }) => key.startsWith(prefix))) {
    await recordOutcome(name, { outcome: 'HOLD', reason: 'poison' }, true);
  } else if (key.startsWith(UPLOAD_PREFIX)) {
    await updateList(name, { state: 'failed' });
  }
}

/** Notes the executions that failed, where people look. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async ({ Records }) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { body, messageId } of Records) {
      try {
        await note(body);
      } catch (error) {
        logger.error('failure not noted', { messageId, error: String(error) });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  });
