import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { scratchFolder } from '../scratch-folder.ts';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const SCRIPT = join(import.meta.dirname, 'killed-stack.ts');
const BODY = 'x'.repeat(50_000);

async function start(folder: string) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SCRIPT, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url, smtp } = JSON.parse(line) as { url: string; smtp: number };
  const client = { endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    smtp,
    dynamo: new DynamoDBClient(client),
    ses: new SESv2Client(client),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

type Work = (n: number) => Promise<string>;

/** Acknowledged before the kill, and more: on a busy machine one second is too short for them. */
const ENOUGH = 5;

/** Works until the stack is gone, and gives what was acknowledged. */
async function workUntilKilled(work: Work, onEnough: () => void): Promise<string[]> {
  const done: string[] = [];
  try {
    for (let n = 0; ; n += 1) {
      done.push(await work(n));
      if (n === ENOUGH) onEnough();
    }
  } catch {
    return done;
  }
}

test('whatever was acknowledged before a kill -9 is there after it, and every event is delivered', async () => {
  const folder = scratchFolder();
  const first = await start(folder);
  const smtp = createTransport({ host: '127.0.0.1', port: first.smtp, pool: true });
  const enough: Promise<void>[] = [];
  const started = (work: Work): Promise<string[]> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    enough.push(promise);
    return workUntilKilled(work, resolve);
  };
  const work = Promise.all([
    started(async (n) => {
      await first.dynamo.send(
        new PutItemCommand({ TableName: 'convoke', Item: { pk: { S: `${n}` } } }),
      );
      return `${n}`;
    }),
    started(async (n) => {
      await first.s3.send(new PutObjectCommand({ Bucket: 'mail', Key: `o/${n}`, Body: BODY }));
      return `o/${n}`;
    }),
    started(async (n) => {
      const Data = Buffer.from(`From: a@example.test\r\n\r\n${n}\r\n`);
      const Destination = { ToAddresses: ['g@example.com'] };
      const mail = {
        FromEmailAddress: 'a@example.test',
        ConfigurationSetName: 'c',
        Destination,
        Content: { Raw: { Data } },
      };
      return (await first.ses.send(new SendEmailCommand(mail))).MessageId ?? '';
    }),
    started(async (n) => {
      const envelope = { from: 'g@example.com', to: 'invites@example.test' };
      await smtp.sendMail({ envelope, raw: `From: g@example.com\r\nSubject: ${n}\r\n\r\nx\r\n` });
      return 'mail';
    }),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await Promise.all(enough);
  await first.kill();
  const [items, keys, mails, inbound] = await work;
  smtp.close();
  for (const acknowledged of [items, keys, mails, inbound])
    expect(acknowledged.length).toBeGreaterThan(ENOUGH);

  const second = await start(folder);
  for (const pk of items) {
    const { Item } = await second.dynamo.send(
      new GetItemCommand({ TableName: 'convoke', Key: { pk: { S: pk } } }),
    );
    expect(Item).toBeDefined();
  }
  for (const Key of keys) {
    const { Body } = await second.s3.send(new GetObjectCommand({ Bucket: 'mail', Key }));
    expect(await Body?.transformToString()).toBe(BODY);
  }
  const missing = () => {
    const path = join(folder, 'delivered');
    const delivered = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
    const inbox = [...delivered].filter((one) => /^inbox\/rsvp\/[0-9a-v]{40}$/.test(one));
    const unheard = [...keys, ...mails].filter((one) => !delivered.has(one)).length;
    return unheard + Math.max(0, inbound.length - inbox.length);
  };
  for (let tries = 0; missing() > 0 && tries < 50; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(missing()).toBe(0);
  await second.kill();
}, 20_000);
