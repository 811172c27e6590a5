import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const PATH = '/v2/email/outbound-emails';
const SIGNED = 'content-type;host;x-amz-content-sha256;x-amz-date';
const SCOPE = '/us-east-1/ses/aws4_request';

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

const signingKey = (day: string): KeyObject =>
  createSecretKey(
    ['us-east-1', 'ses', 'aws4_request'].reduce<Buffer>(hmac, hmac('AWS4bench', day)),
  );

/** The head of a signed request: the few lines that Signature Version 4 cannot do without. */
function headOf(host: string, body: Buffer, keys: Map<string, KeyObject>): string {
  const at = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = at.slice(0, 8);
  const key = keys.get(day) ?? signingKey(day);
  keys.set(day, key);
  const digest = hash('sha256', body);
  const canonical = `POST\n${PATH}\n\ncontent-type:application/json\nhost:${host}\nx-amz-content-sha256:${digest}\nx-amz-date:${at}\n\n${SIGNED}\n${digest}`;
  const text = `AWS4-HMAC-SHA256\n${at}\n${day}${SCOPE}\n${hash('sha256', canonical)}`;
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return `POST ${PATH} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nx-amz-date: ${at}\r\nx-amz-content-sha256: ${digest}\r\nauthorization: AWS4-HMAC-SHA256 Credential=bench/${day}${SCOPE}, SignedHeaders=${SIGNED}, Signature=${signature}\r\ncontent-length: ${body.length}\r\n\r\n`;
}

/**
 * The least that one SendEmail can cost: a body that is there already, signed by hand, written to a socket; of the
 * answer nothing is read but that it came.
 */
export function openFloor(port: number): (body: Buffer) => Promise<void> {
  const idle: Socket[] = [];
  const keys = new Map<string, KeyObject>();
  const host = `127.0.0.1:${port}`;
  return (body) =>
    new Promise((resolve) => {
      const socket = idle.pop() ?? connect(port, '127.0.0.1').setNoDelay(true);
      socket.once('data', () => {
        idle.push(socket);
        resolve();
      });
      socket.cork();
      socket.write(headOf(host, body, keys), 'latin1');
      socket.write(body);
      socket.uncork();
    });
}
