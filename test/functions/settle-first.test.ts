import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { keys } from '../../adapters/secrets.ts';
import { lastOf, newEvent, newRun } from './runs.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

/** Two chunks. */
const MANY = Array.from({ length: 30 }, (_, index) => `guest${index}@example.com`);
const SLOW_MS = 200;

test('a worker that cannot read about its next guests fails only when the last ones are written down', async () => {
  ses.on(SendEmailCommand).resolves({ MessageId: 'id' });
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: MANY });
  const send = DynamoDBClient.prototype.send as (this: unknown, command: object) => Promise<object>;
  let reads = 0;
  const spy = jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: unknown,
    command: object,
  ) {
    if (command instanceof BatchGetItemCommand) {
      reads += 1;
      if (reads === 2) throw new Error('the table is away');
    }
    if (command instanceof BatchWriteItemCommand) {
      await new Promise((done) => setTimeout(done, SLOW_MS));
    }
    return send.call(this, command);
  } as never);
  await expect(run.deliver()).rejects.toThrow();
  spy.mockRestore();
  const rows = await Promise.all(MANY.slice(0, 25).map((address) => lastOf(mac, event, address)));
  expect(mailedTo(ses)).toHaveLength(25);
  expect(rows.map((row) => row?.state)).toEqual(Array(25).fill('sent'));
});
