import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetAccountCommand, SESv2Client, type SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { handler as checkLimits } from '../../functions/check-limits/handler.ts';
import { handler as claimGuest } from '../../functions/claim-guest/handler.ts';
import { handler as closeAsk } from '../../functions/close-ask/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { memoryTable } from '../faults/memory-table.ts';
import { contextOf } from './lambda-context.ts';

const SECRET = { root: '0a'.repeat(32), current: '1', keys: { 1: '0b'.repeat(32) } };

let table = memoryTable();
const objects = new Map<string, Buffer>();

/** Addresses that SES was given a mail for, in order, and how many it takes in a day. */
export const outbox: { mails: string[]; perDay: number } = { mails: [], perDay: 10_000_000 };

/** Forgets everything that was stored and sent. */
export function clearAccount(): void {
  table = memoryTable();
  objects.clear();
  outbox.mails = [];
  outbox.perDay = 10_000_000;
}

const onTable = async (command: object) => table.run(command);

function onObjects(command: object) {
  if (command instanceof PutObjectCommand) {
    objects.set(String(command.input.Key), Buffer.from(command.input.Body as Uint8Array));
    return {};
  }
  const { Key = '', Range = '' } = (command as GetObjectCommand).input;
  const [, first = '0', last = '9999999'] = /(\d+)-(\d+)/.exec(Range) ?? [];
  return { Body: [objects.get(Key)?.subarray(Number(first), Number(last) + 1)] };
}

function onSes(command: object) {
  if (command instanceof GetAccountCommand) {
    const SendQuota = { MaxSendRate: 500, Max24HourSend: outbox.perDay, SentLast24Hours: 0 };
    return { SendQuota, SendingEnabled: true };
  }
  outbox.mails.push((command as SendEmailCommand).input.Destination?.ToAddresses?.[0] ?? '');
  return { MessageId: 'id' };
}

type Answer = Record<string, unknown>;

/** The steps of the workflow `invite`, whose file has tests of its own, without an engine: 3,000 of them. */
async function invite(input: string): Promise<Answer> {
  const ask = JSON.parse(input) as Readonly<{ askId: string; eventId: string; guestKey: string }>;
  const checked: Answer = await checkLimits(ask, contextOf('check-limits'));
  if (checked.go !== true) return checked;
  const claimed: Answer = await claimGuest(ask, contextOf('claim-guest'));
  if (claimed.free !== true) return claimed;
  const { range, ratePerSecond } = claimed;
  const work = { runId: ask.askId, worker: 'one', range, ratePerSecond };
  const sent: Answer = await sendBatch(work, contextOf('send-batch'));
  return closeAsk({ ...sent, ...ask }, contextOf('close-ask'));
}

const clients: readonly (readonly [{ prototype: object }, (command: never) => unknown])[] = [
  [DynamoDBDocumentClient, onTable],
  [DynamoDBClient, onTable],
  [S3Client, onObjects],
  [SESv2Client, onSes],
  [SecretsManagerClient, () => ({ SecretString: JSON.stringify(SECRET) })],
  [
    SFNClient,
    async ({ input }: { input: { input: string } }) => ({
      status: 'SUCCEEDED',
      output: JSON.stringify(await invite(input.input)),
    }),
  ],
];
/** All clients of AWS talk to an account in memory from now on, in which `invite` runs at once. */
export function openAccount(): void {
  for (const [client, send] of clients) {
    Object.assign(client.prototype, { send: async (command: never) => send(command) });
  }
}
