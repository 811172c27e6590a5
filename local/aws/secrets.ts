import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { readBody, sendError } from './answer.ts';

/** A request names one secret: 16 KiB is more than that takes. */
const MAX_REQUEST = 16 * 1024;

/** The embedded Secrets Manager: GetSecretValue of one secret, made at the first start. */
export type Secrets = Readonly<{ handle: RequestListener }>;

const newKeys = (): string => {
  const hex = () => randomBytes(32).toString('hex');
  return JSON.stringify({ root: hex(), current: '1', keys: { 1: hex() } });
};

/** Opens the secret that is kept in `<folder>/secret.json`, readable by its owner alone. */
export function openSecrets(options: Readonly<{ folder: string; secretId: string }>): Secrets {
  const file = join(options.folder, 'secret.json');
  if (!existsSync(file)) writeFileSync(file, newKeys(), { mode: 0o600, flush: true });
  const value = readFileSync(file, 'utf8');
  const { secretId } = options;
  const handle: RequestListener = async (request, response) => {
    const asked: unknown = await readBody(request, MAX_REQUEST)
      .then((body) => JSON.parse(body.toString('utf8')))
      .catch(() => undefined);
    const operation = String(request.headers['x-amz-target']).split('.')[1];
    if (operation !== 'GetSecretValue') {
      sendError(response, 501, 'NotImplementedException', `${operation} is not embedded`);
      return;
    }
    if (
      typeof asked !== 'object' ||
      asked === null ||
      Reflect.get(asked, 'SecretId') !== secretId
    ) {
      sendError(response, 400, 'ResourceNotFoundException', 'there is no such secret');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Name: secretId, SecretString: value }));
  };
  return { handle };
}
