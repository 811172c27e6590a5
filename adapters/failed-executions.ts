import * as z from 'zod/mini';
import { MAILBOXES, UPLOAD_PREFIX } from '../manifest.ts';
import { failErasure } from './erasures.ts';
import { noteChange } from './failed-changes.ts';
import { failExport } from './guest-exports.ts';
import { failList } from './list-store.ts';
import { recordFailure, rememberFailed } from './mail-records.ts';
import { needAttention } from './run-store.ts';
import { failToBegin } from './scheduled-runs.ts';

const ErasureInput = z.object({ erasureId: z.string() });
const ExportInput = z.object({ exportId: z.string() });
const RunInput = z.object({ runId: z.string() });
const ChangeInput = z.object({ eventId: z.string(), sequence: z.int() });
const ObjectInput = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });

/**
 * Says on the mail, the list, the run, the erasure or the export that its execution failed; the history says why. Any number of
 * times: what has ended since stays as it is.
 *
 * @param execution ARN
 * @param text its input
 */
export async function noteFailed(execution: string, text: string): Promise<void> {
  const input: unknown = JSON.parse(text);
  const run = RunInput.safeParse(input);
  const change = ChangeInput.safeParse(input);
  const erasure = ErasureInput.safeParse(input);
  const file = ExportInput.safeParse(input);
  const object = ObjectInput.safeParse(input);
  if (run.success) await noteRun(run.data.runId, execution);
  else if (change.success) await noteChange(change.data, execution, new Date());
  else if (erasure.success) await failErasure(erasure.data.erasureId);
  else if (file.success) await failExport(file.data.exportId);
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
    await failList(name);
  }
}
