import { once } from 'node:events';
import { request as httpRequest, type RequestListener } from 'node:http';
import { Worker } from 'node:worker_threads';
import { sendError, type WholeAnswer } from './answer.ts';
import type { Dynamo, openDynamo } from './dynamo.ts';
import type { DirectAnswer, DirectRequest, DirectService } from './in-process.ts';
import { PortInUse } from './listen.ts';
import { oneATurn } from './one-a-turn.ts';

/** What the thread is told, and what it answers. */
export type DynamoThreadData = Parameters<typeof openDynamo>[0] & Readonly<{ port: number }>;
/** Its address, or why there is none. */
export type DynamoThreadAnswer =
  | Readonly<{ kind: 'open'; url: string }>
  | Readonly<{ kind: 'failed'; name: string; message: string }>;

/** A POST that comes as a message; its answer has the same number. */
export type DynamoThreadRequest = Readonly<{ id: number; body: string }> &
  Pick<DirectRequest, 'path' | 'headers'>;
/** The answer to it. */
export type DynamoThreadReply = WholeAnswer & Readonly<{ id: number }>;

/** The embedded DynamoDB on a thread of its own, with an address of its own. */
export type DynamoThread = Dynamo & Readonly<{ url: string; direct: DirectService }>;

/**
 * Opens the embedded DynamoDB on a thread of its own: half the work of a send is the table's, and this process has one
 * thread for everything else. Functions ask it at `url`, or by messages with `direct`; `handle` passes on what comes to the
 * common address.
 *
 * @throws whatever openDynamo throws, by name and message
 */
export async function openDynamoThread(options: DynamoThreadData): Promise<DynamoThread> {
  const worker = new Worker(new URL('./dynamo-worker.ts', import.meta.url), {
    workerData: options,
  });
  const [answer] = (await once(worker, 'message')) as [DynamoThreadAnswer];
  if (answer.kind === 'failed') {
    await worker.terminate();
    const { name, message } = answer;
    throw name === PortInUse.name
      ? new PortInUse(message)
      : Object.assign(new Error(message), { name });
  }
  const { url } = answer;
  return {
    url,
    handle: forwardTo(url),
    direct: askBy(worker),
    async close() {
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}

/** Asks by messages (docs/decisions/0074). What is open when the thread ends is dropped, as by a socket. */
function askBy(worker: Worker): DirectService {
  const open = new Map<number, (answer: DirectAnswer) => void>();
  let last = 0;
  let hasEnded = false;
  const hear = oneATurn((said: DynamoThreadReply | 'ended') => {
    if (said === 'ended') {
      for (const resolve of open.values()) resolve('dropped');
      return;
    }
    const { id, ...answer } = said;
    open.get(id)?.(answer);
    open.delete(id);
  });
  worker.on('message', hear);
  worker.once('exit', () => {
    hasEnded = true;
    hear('ended');
  });
  return ({ method, path, headers, body }) => {
    if (method !== 'POST' || hasEnded) return undefined;
    last += 1;
    // As a string: the octets lie in a pool that would be copied whole.
    const message: DynamoThreadRequest = { id: last, path, headers, body: body.toString('utf8') };
    worker.postMessage(message);
    return new Promise((resolve) => open.set(message.id, resolve));
  };
}

/** Passes requests on as they are: DynamoDB signs no host that it would miss here. */
function forwardTo(url: string): RequestListener {
  return (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = httpRequest(new URL(path ?? '/', url), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', (cause) => {
      if (outgoing.headersSent) outgoing.destroy();
      else sendError(outgoing, 500, 'InternalServerError', cause.message);
    });
    incoming.on('error', () => onward.destroy());
    incoming.pipe(onward);
  };
}
