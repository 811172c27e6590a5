import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetAccountCommand,
  MessageRejected,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { withFineManifest, withFineRanges } from './fine-ranges.ts';
import {
  type Account,
  call,
  happens,
  isBroken,
  type Manner,
  openedAccount,
  outside,
  sleep,
} from './simulated-aws.ts';

const SECRET = { root: '0a'.repeat(32), current: '1', keys: { 1: '0b'.repeat(32) } };
/** How long our client waits for SES. */
const SES_TIMEOUT_MS = 10_000;
const $metadata = {};

const SES_FAULTS = ['rejected', 'tooFast', 'lostRequest', 'lostAnswer', 'acceptedError'] as const;

function serverError(): Error {
  return Object.assign(new Error('InternalFailure'), { $metadata: { httpStatusCode: 500 } });
}

async function sendMail(input: SendEmailCommandInput): Promise<{ MessageId: string }> {
  const opened = openedAccount();
  const { random } = opened;
  const isSlow = random.chance(0.05);
  const ms = isSlow ? random.whole(1_000, 9_000) : random.whole(5, 200);
  const fault = SES_FAULTS.find((kind) => happens(opened, kind));
  const manner: Manner = { service: 'ses', ms, canStall: false, tries: 1 };
  const answer = await call((taking) => takeMail(taking, input, fault), manner);
  if (answer) return answer;
  await sleep(Math.max(0, SES_TIMEOUT_MS - ms));
  throw new Error('socket hang up');
}

/** @returns undefined for a mail of which no answer comes */
function takeMail(
  opened: Account,
  mail: SendEmailCommandInput,
  fault: (typeof SES_FAULTS)[number] | undefined,
): { MessageId: string } | undefined {
  if (isBroken(opened, 'sending')) throw serverError();
  if (isBroken(opened, 'sending paused')) {
    opened.refused.count += 1;
    throw new SendingPausedException({ message: '', $metadata });
  }
  if (fault === 'rejected') throw new MessageRejected({ message: 'no', $metadata });
  if (fault === 'tooFast' || opened.isTooFast?.()) {
    const message = 'Maximum sending rate exceeded.';
    throw new TooManyRequestsException({ message, $metadata });
  }
  if (fault === 'lostRequest') return undefined;
  const { taken, onTaken } = opened;
  taken.push({ mail, at: Date.now() });
  outside(() => onTaken(mail));
  if (fault === 'acceptedError') throw serverError();
  return fault === 'lostAnswer' ? undefined : { MessageId: `id-${taken.length}` };
}

function doObject(command: object): (opened: Account) => unknown {
  if (command instanceof PutObjectCommand) {
    const { Key = '', Body } = command.input;
    return (opened) => {
      const body = Buffer.from(Body as Uint8Array);
      opened.objects.set(Key, withFineManifest(opened, Key, body));
      return {};
    };
  }
  if (command instanceof DeleteObjectCommand) {
    return ({ objects }) => {
      objects.delete(command.input.Key ?? '');
      return {};
    };
  }
  if (command instanceof ListObjectsV2Command) {
    const { Prefix = '', StartAfter = '' } = command.input;
    return ({ objects, openedAt }) => {
      const LastModified = new Date(openedAt);
      const keys = [...objects.keys()].filter((key) => key.startsWith(Prefix) && key > StartAfter);
      return { Contents: keys.sort().map((Key) => ({ Key, LastModified })) };
    };
  }
  if (command instanceof HeadObjectCommand) {
    const { Key: key = '' } = command.input;
    return ({ objects }) => {
      const body = objects.get(key);
      if (!body) throw new NoSuchKey({ message: key, $metadata });
      return { ContentLength: body.length, LastModified: new Date() };
    };
  }
  if (!(command instanceof GetObjectCommand)) throw new Error(command.constructor.name);
  const { Key = '', Range } = command.input;
  return ({ objects }) => {
    const body = objects.get(Key);
    if (!body) throw new NoSuchKey({ message: Key, $metadata });
    const [, first = '0', last = '9999999'] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
    return { Body: [body.subarray(Number(first), Number(last) + 1)] };
  };
}

function doSes(command: object): Promise<unknown> {
  if (command instanceof SendEmailCommand) return sendMail(command.input);
  if (!(command instanceof GetAccountCommand)) throw new Error(command.constructor.name);
  const account = ({ rate }: Account) => {
    const SendQuota = { MaxSendRate: rate, Max24HourSend: 50_000, SentLast24Hours: 0 };
    return { SendQuota, SendingEnabled: true };
  };
  return call(account, { service: 'ses', ms: 1 });
}

const SFN_ERRORS = { ExecutionAlreadyExists, ExecutionDoesNotExist, ExecutionNotRedrivable };

/** The engine tells its errors by name, the SDK by class. */
function asSdkError(error: unknown): unknown {
  if (!(error instanceof Error) || !(error.name in SFN_ERRORS)) return error;
  const SdkError = SFN_ERRORS[error.name as keyof typeof SFN_ERRORS];
  return new SdkError({ message: error.message, $metadata });
}

function doWorkflow(command: object): (opened: Account) => Promise<unknown> {
  return async ({ engine }) => {
    if (!engine) throw new Error('the account has no workflows');
    try {
      return await outside(async () => {
        if (command instanceof StartExecutionCommand) return engine.startExecution(command.input);
        if (command instanceof RedriveExecutionCommand) {
          return engine.redriveExecution(command.input);
        }
        if (command instanceof DescribeExecutionCommand) {
          return engine.describeExecution(command.input);
        }
        if (command instanceof ListExecutionsCommand) return engine.listExecutions(command.input);
        throw new Error(command.constructor.name);
      });
    } catch (error) {
      throw asSdkError(error);
    }
  };
}

const latency = (): number => openedAccount().random.whole(1, 60);

/**
 * Every SDK client of this test file talks to the account of the moment. At `send`, by hand: the recording of every
 * call by aws-sdk-client-mock costs more than all the rest.
 */
export function replaceClients(): void {
  const replace = (client: Readonly<{ prototype: object }>, send: (command: object) => unknown) =>
    Object.assign(client.prototype, { send });
  const onTable = (command: object) =>
    call((opened) => opened.table.run(withFineRanges(opened, command)), {
      ...{ service: 'table', ms: latency() },
      // A batch of settled sends is written within the lease: a worker looks at the clock right before.
      canStall: !(command instanceof BatchWriteItemCommand),
    });
  replace(DynamoDBDocumentClient, onTable);
  replace(DynamoDBClient, onTable);
  replace(S3Client, (command) => call(doObject(command), { service: 'objects', ms: latency() }));
  replace(SFNClient, (command) =>
    call(doWorkflow(command), { service: 'workflows', ms: latency() }),
  );
  replace(SESv2Client, doSes);
  replace(SecretsManagerClient, async (command) => {
    if (!(command instanceof GetSecretValueCommand)) throw new Error(command.constructor.name);
    return { SecretString: JSON.stringify(SECRET) };
  });
}
