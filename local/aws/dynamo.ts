import { mkdirSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { RequestTooLarge, readBody, sendError } from './answer.ts';
import { inTurn } from './in-turn.ts';
import { listen } from './listen.ts';
import { tuneDynalite } from './tune-dynalite.ts';
import { tuneLevel } from './tune-level.ts';

/** DynamoDB's own limit of a request. */
const MAX_REQUEST = 16 * 1024 * 1024;

/** A batch has up to 100 items, a Query or Scan up to 1 MB. */
const OF_ONE_ITEM = /^DynamoDB_20120810\.(Get|Put|Update|Delete)Item$/;

const isOfOneItem = ({ headers }: IncomingMessage): boolean =>
  OF_ONE_ITEM.test(String(headers['x-amz-target']));

/** A table did not become usable. */
export class TableNotReady extends Error {
  override readonly name = 'TableNotReady';
}

/** The embedded DynamoDB. */
export type Dynamo = Readonly<{ handle: RequestListener; close(): Promise<void> }>;

/**
 * Opens dynalite over LevelDB in `<folder>/dynamodb`, with `tables` created where they are missing.
 *
 * A write is handed to the operating system before it is answered, so it survives a killed process;
 * a power cut may take the last ones. No transactions, no streams, no deletion by TTL.
 *
 * @throws TableNotReady when a table is not ACTIVE after 5 s
 */
export async function openDynamo(
  options: Readonly<{
    folder: string;
    region?: string;
    tables: readonly CreateTableCommandInput[];
  }>,
): Promise<Dynamo> {
  const path = join(options.folder, 'dynamodb');
  mkdirSync(path, { recursive: true });
  tuneLevel();
  tuneDynalite();
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // dynalite closes its database only with a server that listens; nobody is told this port.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const answer = inTurn((req, res) => void server.emit('request', req, res), isOfOneItem);
  const handle: RequestListener = (req, res) => void pass(answer, req, res);
  try {
    await createTables(handle, options.region ?? 'us-east-1', options.tables);
  } catch (cause) {
    await close();
    throw cause;
  }
  return { handle, close };
}

/**
 * dynalite throws out of the process when a client leaves while it still reads: it gets whole bodies. Nor does a client that
 * is slow to send one keep others waiting.
 */
async function pass(
  answer: RequestListener,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(req, MAX_REQUEST);
    const { method, url, headers } = req;
    const whole = Object.assign(Readable.from([body]), { method, url, headers });
    answer(whole as unknown as IncomingMessage, res);
  } catch (cause) {
    if (cause instanceof RequestTooLarge) sendError(res, 413, cause.name, cause.message);
    else res.destroy();
  }
}

async function createTables(
  handle: RequestListener,
  region: string,
  tables: readonly CreateTableCommandInput[],
): Promise<void> {
  const { url, close } = await listen(createServer(handle), 'the creation of tables', 0);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region, credentials });
  try {
    for (const table of tables) {
      await createTable(client, table);
      await untilActive(client, table.TableName);
    }
  } finally {
    client.destroy();
    await close();
  }
}

async function createTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(table));
  } catch (cause) {
    if (!(cause instanceof ResourceInUseException)) throw cause;
  }
}

async function untilActive(client: DynamoDBClient, name: string | undefined): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await client.send(new DescribeTableCommand({ TableName: name })).catch(noneYet);
    if (answer?.Table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new TableNotReady(
    `table ${name} is not ACTIVE after 5 s: remove the data folder's dynamodb folder`,
  );
}

function noneYet(cause: unknown): undefined {
  if (!(cause instanceof ResourceNotFoundException)) throw cause;
}
