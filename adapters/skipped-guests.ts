import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { runIdOf } from '../domain/invite/keys.ts';
import { readEvent } from './event-store.ts';
import { noteRunOf } from './list-store.ts';
import { createRun, type Run } from './run-store.ts';
import { keys } from './secrets.ts';
import { type Key, put, queryPrefix, table, tableName } from './table.ts';
import { startSend } from './workflows.ts';

/** Whom a run was for. */
type Whom = Pick<Run, 'listId' | 'zones' | 'guestsOf'>;

const PREFIX = 'SKIPPED#';
const skippedKey = (eventId: string, runId: string): Key => ({
  pk: `EVT#${eventId}`,
  sk: `${PREFIX}${runId}`,
});

/** Remembers that a send came to guests while its event was cancelled: nobody holds a row of them. */
export async function noteSkipped(run: Run): Promise<void> {
  const { runId, eventId, listId, zones, guestsOf } = run;
  const whom: Whom = {
    ...(listId !== undefined && { listId }),
    ...(zones !== undefined && { zones }),
    ...(guestsOf !== undefined && { guestsOf }),
  };
  const item = { ...skippedKey(eventId, runId), runId, ...whom };
  await put({ item });
}

/**
 * Sends an event once more to whom it was to be sent while it was cancelled, if it is not cancelled any more. Whoever
 * is invited by now is skipped by that. Of a run that notes whom it skipped and a change that looks for it one sees the
 * other; both start the same run.
 */
export async function inviteSkipped(eventId: string): Promise<void> {
  const event = await readEvent(eventId);
  if (event?.status !== 'confirmed') return;
  const { mac } = await keys();
  for await (const item of queryPrefix(`EVT#${eventId}`, PREFIX)) {
    const { runId: skipped, pk: _, sk: __, ...whom } = item as Whom & Record<string, unknown>;
    const runId = runIdOf(mac, `again\n${skipped}`);
    await sendAgain({ runId, eventId, ...whom });
    const Key = skippedKey(eventId, String(skipped));
    await table.send(new DeleteCommand({ TableName: tableName(), Key }));
  }
}

async function sendAgain(run: Pick<Run, 'runId' | 'eventId'> & Whom): Promise<void> {
  // A list that was deleted since is nobody's wish any more.
  if (run.listId !== undefined && !(await noteRunOf(run.listId, run.runId))) return;
  const createdAt = new Date().toISOString();
  await createRun({ ...run, kind: 'send', state: 'queued', createdAt, isAgain: true });
  await startSend(run.runId);
}
