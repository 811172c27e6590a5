import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createErasure } from '../../adapters/erasures.ts';
import { createExport } from '../../adapters/guest-exports.ts';
import { createList } from '../../adapters/list-store.ts';
import { readMailRecord, rememberMail } from '../../adapters/mail-records.ts';
import { noteOwned } from '../../adapters/owned.ts';
import { createRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { table } from '../../adapters/table.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { type Ask, askFor } from './ask-api.ts';
import { openWorld } from './world.ts';

/** The organizer who has everything. */
export const ADA = 'ada@corp.example';

/** A world in which Ada has one of everything; `own` has a value for each path parameter. */
export async function openWholeWorld() {
  const world = await openWorld();
  const ses = mockClient(SESv2Client);
  ses.on(GetAccountCommand).resolves({ SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000 } });
  const states = mockClient(SFNClient);
  states.on(StartExecutionCommand).resolves({});
  const output = JSON.stringify({ state: 'sent' });
  states.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output });
  mockClient(SchedulerClient);
  world.s3.on(HeadObjectCommand).resolves({ ContentLength: 0 });
  const ada = await askFor(ADA, 'admin');
  const own = await fill(ada);
  return { ...world, ses, states, ada, own };
}

async function fill(ada: Ask): Promise<Readonly<Record<string, string>>> {
  const event = { title: 'Secret plan', start: '2031-03-01', end: '2031-03-02' };
  const eventId = String((await ada('POST', '/v1/events', event)).body.eventId);
  const keyId = String((await ada('POST', '/v1/keys', { scopes: ['read'] })).body.keyId);
  const createdAt = new Date().toISOString();
  const ids = { listId: 'adaslist', runId: 'adasrun', mailId: 'adasmail', erasureId: 'erasure' };
  const { listId, runId, mailId, erasureId } = ids;
  const list = { listId, eventId, fileName: 'a.csv', state: 'staged', createdAt } as const;
  await createList({ ...list, consent: { source: 'other' } } as never);
  await createRun({ runId, eventId, kind: 'send', state: 'sending', createdAt });
  const mail = { mailId, mailbox: 'calendar', key: 'inbox/calendar/adasmail', size: 1 } as const;
  await rememberMail({ ...mail, receivedAt: createdAt, execution: 'e' }, new Date());
  const { mac } = await keys();
  const at = (await readMailRecord(mailId))?.heardAt ?? '';
  await noteOwned(guestKeyOf(mac, ADA), 'MAIL', { at, id: mailId });
  const none = { events: 0, lists: 0, runs: 0, mails: 0 };
  await createErasure({ erasureId, guestKey: 'g', state: 'done', createdAt, ...none });
  await createExport('export', 'g', new Date());
  return {
    ...ids,
    exportId: 'export',
    eventId,
    keyId,
    email: encodeURIComponent(ADA),
    address: encodeURIComponent(ADA),
  };
}

/** Every row of the table, in an order of its own. */
export async function wholeTable(): Promise<readonly string[]> {
  const { Items = [] } = await table.send(new ScanCommand({ TableName: 'convoke' }));
  return Items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
}
