import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { saveDecision } from '../../adapters/decisions.ts';
import { recordOutcome, rememberMail } from '../../adapters/mail-records.ts';
import { keys } from '../../adapters/secrets.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { handler as confirmMail } from '../../functions/confirm-mail/handler.ts';
import { handler as stagedList } from '../../functions/staged-list/handler.ts';
import { OWNER } from '../fixtures/said.ts';
import { apiEvent } from './api-event.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openLists } from './open-lists.ts';
import { newEvent } from './runs.ts';

const { stage } = await openLists();
mockClient(SFNClient).on(StartExecutionCommand).resolves({});
const { mac, currentKeyId } = await keys();
const key = await askWith('admin');

const actsOf = async (who: string) => {
  const { body } = await key('GET', `/v1/audit?limit=200&by=${encodeURIComponent(who)}`);
  return body.items as readonly object[];
};

test('an organizer who lets a mail through by its link is on the audit trail, and nobody who only looks', async () => {
  const [mailId, now] = ['linkmail', new Date()];
  const organizer = { address: 'ada@corp.example' };
  const mail = { mailId, mailbox: 'calendar', key: `inbox/calendar/${mailId}` } as const;
  await rememberMail({ ...mail, size: 1, receivedAt: now.toISOString(), execution: 'e' }, now);
  const decision = { outcome: 'HOLD', reason: 'unconfirmed', detail: '', organizer };
  await saveDecision(mailId, { mailbox: 'calendar', decision } as never);
  await recordOutcome(mailId, { outcome: 'HOLD', reason: 'unconfirmed' });
  const token = sealToken(mac, 'confirm', mailId, currentKeyId);
  const ask = (method: 'GET' | 'POST') =>
    confirmMail(apiEvent(method, `/confirm/${token}`, { params: { token } }), contextOf('c'));
  expect((await ask('GET')).statusCode).toBe(200);
  expect(await actsOf(organizer.address)).toEqual([]);
  expect((await ask('POST')).statusCode).toBe(200);
  expect(await actsOf(organizer.address)).toMatchObject([
    {
      ...{ act: 'confirmMail', kind: 'inbound', ids: { mailId } },
      actor: { via: 'link', address: organizer.address },
    },
  ]);
});

test('what an organizer does on the page of a list is on it under the names of the API', async () => {
  const { eventId } = await newEvent(mac);
  const listId = await stage(eventId, 'email\nann@guests.example\n');
  const token = sealToken(mac, 'list', listId, currentKeyId);
  const press = async (pressed: string) => {
    const body = new URLSearchParams({ do: pressed }).toString();
    const request = apiEvent('POST', `/list/${token}`, { params: { token }, body });
    return (await stagedList(request, contextOf('l'))).statusCode;
  };
  const before = (await actsOf(OWNER)).length;
  expect(await press('dance')).toBe(400);
  expect(await actsOf(OWNER)).toHaveLength(before);
  expect(await press('send')).toBe(200);
  const actor = { via: 'link', address: OWNER };
  const ids = { eventId, listId, runId: expect.any(String) };
  expect((await actsOf(OWNER))[0]).toMatchObject({ act: 'createRun', kind: 'events', actor, ids });
  const other = await stage(eventId, 'email\nbea@guests.example\n');
  const otherToken = sealToken(mac, 'list', other, currentKeyId);
  const body = 'do=delete';
  const params = { token: otherToken };
  await stagedList(apiEvent('POST', `/list/${otherToken}`, { params, body }), contextOf('l'));
  expect((await actsOf(OWNER))[0]).toMatchObject({
    ...{ act: 'deleteList', kind: 'lists', actor, ids: { eventId, listId: other } },
  });
});
