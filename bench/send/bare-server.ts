import { createServer, type Socket } from 'node:net';
import { findItems, type ItemFixtures } from './item-fixtures.ts';

/**
 * SES, DynamoDB, S3 and Secrets Manager reduced to their answers, in a process of its own: nothing is parsed that
 * the answer does not need, nothing is stored. So what is measured is the caller.
 *
 * Started with `fork`; takes one message with the fixtures, answers with its port.
 */
export type Fixtures = Readonly<{
  items: ItemFixtures;
  /** Bodies of S3 objects by key. */
  objects: Readonly<Record<string, string>>;
  /** Answer of GetSecretValue. */
  secret: string;
}>;

const CRLF2 = Buffer.from('\r\n\r\n');

const answer = (body: string, more = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const SENT = answer('{"MessageId":"0100018f00000000-00000000-0000-0000-0000-000000000000-000000"}');
const WRITTEN = answer('{}');

function answerTo(head: string, body: Buffer, { items, objects, secret }: Fixtures): string {
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
  if (path === '/v2/email/outbound-emails') return SENT;
  const [, operation] = /^x-amz-target: *\w+\.(\w+)/im.exec(head) ?? [];
  switch (operation) {
    case 'GetItem':
    case 'BatchGetItem':
      return answer(findItems(operation, body.toString('utf8'), items));
    case 'GetSecretValue':
      return answer(secret);
    case undefined: {
      const object = objects[decodeURIComponent(path.split('?')[0]?.slice(1) ?? '')] ?? '';
      const [, first, last] = /^range: *bytes=(\d+)-(\d+)/im.exec(head) ?? [];
      const octets = Buffer.from(object);
      const part = first ? octets.subarray(Number(first), Number(last) + 1) : octets;
      return answer(part.toString('utf8'), 'etag: "1"\r\n');
    }
    default:
      return WRITTEN;
  }
}

/** Answers request after request of one connection; as much as the callers here send. */
function serve(socket: Socket, fixtures: Fixtures): void {
  let waiting: Buffer = Buffer.alloc(0);
  let missing = 0;
  const chunks: Buffer[] = [];
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    missing -= chunk.length;
    chunks.push(chunk);
    if (missing > 0) return;
    waiting = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    chunks.length = 0;
    for (;;) {
      const end = waiting.indexOf(CRLF2);
      if (end === -1) break;
      const head = waiting.toString('latin1', 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const total = end + CRLF2.length + length;
      if (waiting.length < total) {
        missing = total - waiting.length;
        break;
      }
      const body = waiting.subarray(end + CRLF2.length, total);
      waiting = waiting.subarray(total);
      socket.write(answerTo(head, body, fixtures));
    }
    if (waiting.length > 0) chunks.push(waiting);
  });
}

process.once('message', (fixtures: Fixtures) => {
  const server = createServer((socket) => serve(socket, fixtures));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
  });
});
process.once('disconnect', () => process.exit());
