import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { openDynamo } from './dynamo.ts';
import type { DynamoThreadAnswer, DynamoThreadData } from './dynamo-thread.ts';
import { inTurn } from './in-turn.ts';
import { listen } from './listen.ts';

/** The second has the thread while the first waits for LevelDB. */
const AT_ONCE = 2;

const answer = (message: DynamoThreadAnswer): void => parentPort?.postMessage(message);

try {
  const { port, ...options } = workerData as DynamoThreadData;
  const dynamo = await openDynamo(options);
  const server = createServer({ keepAliveTimeout: 60_000 }, inTurn(dynamo.handle, AT_ONCE));
  const { url, close } = await listen(server, 'the embedded DynamoDB', port);
  parentPort?.once('message', async () => {
    await close();
    await dynamo.close();
    parentPort?.close();
  });
  answer({ kind: 'open', url });
} catch (cause) {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  answer({ kind: 'failed', name, message });
}
