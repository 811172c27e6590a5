import { AsyncLocalStorage } from 'node:async_hooks';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetAccountCommand,
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FaultKind } from './figures.ts';
import { type MemoryTable, memoryTable } from './memory-table.ts';
import type { Random } from './random.ts';

/** A Lambda that runs: when it dies, none of its calls is ever answered again. */
export type Process = { alive: boolean; die(): void };

/**
 * How often of 1 each kind of fault happens. A process dies at a call; a call takes longer than a lease; SES takes the
 * mail, and its answer is lost; the request is lost; SES rejects it.
 */
export type Faults = Readonly<Record<FaultKind, number>>;

/** Everything goes well. */
export const NO_FAULTS: Faults = {
  ...{ death: 0, stall: 0, lostAnswer: 0, lostRequest: 0, rejected: 0 },
};

/** One AWS account of one seed. */
export type Account = Readonly<{
  random: Random;
  faults: Faults;
  table: MemoryTable;
  objects: Map<string, Buffer>;
  /** Every mail that SES took, in order. */
  taken: SendEmailCommandInput[];
  /** Processes that died, in words. */
  deaths: string[];
  /** Faults that happened so far. */
  injected: Record<FaultKind, number>;
  /** Mails a second that the account may send. */
  rate: number;
  onTaken(mail: SendEmailCommandInput): void;
}>;

const SECRET = { root: '0a'.repeat(32), current: '1', keys: { 1: '0b'.repeat(32) } };
const LEASE_MS = 30_000;
/** How long our client waits for SES. */
const SES_TIMEOUT_MS = 10_000;

const processes = new AsyncLocalStorage<Process>();
let account: Account | undefined;

/** Waits on the clock of the test. */
export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Runs something as a process of its own. */
export const within = <T>(process: Process, run: () => Promise<T>): Promise<T> =>
  processes.run(process, run);

/** An account in which nothing happened yet; all clients talk to it from now on. */
export function openAccount(
  random: Random,
  faults: Faults,
  more: Pick<Account, 'rate' | 'onTaken'>,
): Account {
  const table = memoryTable(() => random.chance(0.3));
  const opened = { objects: new Map(), taken: [], deaths: [], injected: { ...NO_FAULTS } };
  account = { random, faults, table, ...opened, ...more };
  return account;
}

/** Ends whatever a dead process would do next; its warm memory may hold promises that others wait for. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/**
 * One call of an SDK client: it takes its time, is done as a whole, and its answer takes its time too. A process may
 * die on the way there, or on the way back.
 */
async function call<T>(effect: (account: Account) => T, ms: number, canStall = true): Promise<T> {
  if (!account) throw new Error('no account is open');
  const opened = account;
  const { random, faults } = opened;
  const process = processes.getStore();
  const isDead = () => process !== undefined && !process.alive;
  const stall = canStall && random.chance(faults.stall) ? LEASE_MS * (0.8 + random.next()) : 0;
  if (stall > 0) opened.injected.stall += 1;
  await sleep(ms + stall);
  // What belongs to a seed that is over, or to a process that died, gets no answer.
  if (opened !== account || isDead()) throw new Dead();
  const dies = process !== undefined && random.chance(faults.death);
  if (dies) opened.injected.death += 1;
  if (dies && random.chance(0.5)) {
    process.die();
    throw new Dead();
  }
  const result = effect(opened);
  if (dies) {
    process.die();
    throw new Dead();
  }
  if (random.chance(0.3)) await sleep(random.whole(1, 50));
  if (isDead()) throw new Dead();
  return result;
}

const SES_FAULTS = ['lostAnswer', 'lostRequest', 'rejected'] as const;

async function sendMail(input: SendEmailCommandInput): Promise<{ MessageId: string }> {
  const { random, faults } = account ?? {};
  if (!random || !faults) throw new Error('no account is open');
  const fate = random.next();
  const isSlow = random.chance(0.05);
  const ms = isSlow ? random.whole(1_000, 9_000) : random.whole(5, 200);
  const limits = SES_FAULTS.map((kind) => faults[kind]);
  const at = limits.findIndex((_, i) => fate < limits.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const answer = await call(
    ({ taken, onTaken, injected }) => {
      const fault = SES_FAULTS[at];
      if (fault) injected[fault] += 1;
      if (at === 1) return undefined;
      if (at === 2) throw new MessageRejected({ message: 'no', $metadata: {} });
      taken.push(input);
      // SES goes on whatever becomes of the process.
      processes.exit(() => onTaken(input));
      return { MessageId: `id-${taken.length}` };
    },
    ms,
    false,
  );
  if (at !== 0 && answer) return answer;
  await sleep(Math.max(0, SES_TIMEOUT_MS - ms));
  throw new Error('socket hang up');
}

function doObject(command: object): (account: Account) => unknown {
  if (command instanceof PutObjectCommand) {
    const { Key = '', Body } = command.input;
    return ({ objects }) => {
      objects.set(Key, Buffer.from(Body as Uint8Array));
      return {};
    };
  }
  if (!(command instanceof GetObjectCommand)) throw new Error(command.constructor.name);
  const { Key = '', Range } = command.input;
  return ({ objects }) => {
    const body = objects.get(Key);
    if (!body) throw new NoSuchKey({ message: Key, $metadata: {} });
    const [, first = '0', last = '9999999'] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
    return { Body: [body.subarray(Number(first), Number(last) + 1)] };
  };
}

function doSes(command: object): Promise<unknown> {
  if (command instanceof SendEmailCommand) return sendMail(command.input);
  if (!(command instanceof GetAccountCommand)) throw new Error(command.constructor.name);
  return call(({ rate }) => {
    const SendQuota = { MaxSendRate: rate, Max24HourSend: 50_000, SentLast24Hours: 0 };
    return { SendQuota, SendingEnabled: true };
  }, 1);
}

const latency = (): number => account?.random.whole(1, 60) ?? 0;

/**
 * Every SDK client of this test file talks to the account of the moment. At `send`, by hand: the recording of every
 * call by aws-sdk-client-mock costs more than all the rest.
 */
export function replaceClients(): void {
  const replace = (client: Readonly<{ prototype: object }>, send: (command: object) => unknown) =>
    Object.assign(client.prototype, { send });
  const onTable = (command: object) =>
    // A batch of settled sends is written within the lease: a worker looks at the clock right before.
    call(({ table }) => table.run(command), latency(), !(command instanceof BatchWriteItemCommand));
  replace(DynamoDBDocumentClient, onTable);
  replace(DynamoDBClient, onTable);
  replace(S3Client, (command) => call(doObject(command), latency()));
  replace(SESv2Client, doSes);
  replace(SecretsManagerClient, async (command) => {
    if (!(command instanceof GetSecretValueCommand)) throw new Error(command.constructor.name);
    return { SecretString: JSON.stringify(SECRET) };
  });
}
