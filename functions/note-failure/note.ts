import * as z from 'zod/mini';
import { changeErasure } from '../../adapters/erasures.ts';
import { updateList } from '../../adapters/list-store.ts';
import { recordFailure, rememberFailed } from '../../adapters/mail-records.ts';
import { needAttention } from '../../adapters/run-store.ts';
import { failToBegin } from '../../adapters/scheduled-runs.ts';
import { MAILBOXES, UPLOAD_PREFIX } from '../../manifest.ts';
import { logger } from '../task.ts';
import { noteChange } from './note-change.ts';

const StatusChange = z.object({
  detail: z.object({ executionArn: z.string(), status: z.string(), input: z.string() }),
});
const ErasureInput = z.object({ erasureId: z.string() });
const RunInput = z.object({ runId: z.string() });
const ChangeInput = z.object({ eventId: z.string(), sequence: z.int() });
const ObjectInput = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });

/** Says on the mail, the list, the run or the erasure that its execution failed; the history says why. @param body event of Step Functions */
export async function note(body: string): Promise<void> {
  const { detail } = StatusChange.parse(JSON.parse(body));
  const execution = detail.executionArn;
  logger.error('execution failed', { execution, status: detail.status });
  const input: unknown = JSON.parse(detail.input);
  const run = RunInput.safeParse(input);
  const change = ChangeInput.safeParse(input);
  const erasure = ErasureInput.safeParse(input);
  const object = ObjectInput.safeParse(input);
  if (run.success) await noteRun(run.data.runId, execution);
  else if (change.success) await noteChange(change.data, execution, new Date());
  else if (erasure.success) await changeErasure(erasure.data.erasureId, { state: 'failed' });
  else if (object.success) await noteObject(object.data.detail.object.key, execution);
}

async function noteRun(runId: string, execution: string): Promise<void> {
  await needAttention(runId);
  await failToBegin(runId, execution, new Date());
}

async function noteObject(key: string, execution: string): Promise<void> {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const mailbox = MAILBOXES.find(({ prefix }) => key.startsWith(prefix))?.name;
  if (mailbox) {
    await rememberFailed({ mailId: name, mailbox, key, execution }, new Date());
    await recordFailure(name, execution);
  } else if (key.startsWith(UPLOAD_PREFIX)) {
    await updateList(name, { state: 'failed' });
  }
}
