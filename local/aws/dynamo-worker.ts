import { createServer, type RequestListener } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import inject from 'light-my-request';
import { errorAnswer } from './answer.ts';
import { openDynamo } from './dynamo.ts';
import type {
  DynamoThreadAnswer,
  DynamoThreadData,
  DynamoThreadReply,
  DynamoThreadRequest,
} from './dynamo-thread.ts';
import { listen } from './listen.ts';

async function replyTo(
  handle: RequestListener,
  { id, path, headers, body }: DynamoThreadRequest,
): Promise<DynamoThreadReply> {
  const request = { method: 'POST', url: path, headers: { ...headers }, payload: body } as const;
  const given = await inject(handle, request);
  const told = Object.entries(given.headers).map(([name, value]) => [name, String(value)]);
  return { id, status: given.statusCode, headers: Object.fromEntries(told), body: given.payload };
}

/** Whoever asked is told in any case: nobody else ends their waiting. */
const failed = ({ id }: DynamoThreadRequest, cause: Error): DynamoThreadReply => ({
  ...errorAnswer(500, 'InternalServerError', cause.message),
  id,
});

const answer = (message: DynamoThreadAnswer | DynamoThreadReply): void =>
  parentPort?.postMessage(message);

try {
  const { port, ...options } = workerData as DynamoThreadData;
  const { handle, close: closeTable } = await openDynamo(options);
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  const { url, close } = await listen(server, 'the embedded DynamoDB', port);
  const replies = new Set<Promise<void>>();
  let isClosing = false;
  parentPort?.on('message', async (message: DynamoThreadRequest | 'close') => {
    // dynalite throws out of the thread what it finds a closed database with.
    if (isClosing) return;
    if (message !== 'close') {
      const reply: Promise<void> = replyTo(handle, message)
        .catch((cause: Error) => failed(message, cause))
        .then(answer)
        .finally(() => replies.delete(reply));
      replies.add(reply);
      return;
    }
    isClosing = true;
    await Promise.all([close(), ...replies]);
    await closeTable();
    parentPort?.close();
  });
  answer({ kind: 'open', url });
} catch (cause) {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  answer({ kind: 'failed', name, message });
}
