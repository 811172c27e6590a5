import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import S3Object from '@20minutes/s3rver/lib/models/object.js';
import busboy from 'busboy';

/** What a policy asks of a field, or of the length of the file. */
type Condition =
  | Readonly<Record<string, string>>
  | readonly ['eq' | 'starts-with', field: string, value: string]
  | readonly ['content-length-range', min: number, max: number];

type Policy = Readonly<{ expiration: string; conditions: readonly Condition[] }>;
type Fields = Readonly<Record<string, string>>;

/** Fields that need no condition. */
const FREE = new Set(['policy', 'x-amz-signature']);

/** True for a form that puts an object. */
export const isForm = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');

/**
 * Stores the file of a browser's form under the name that a policy lets it have. As with presigned addresses the
 * signature is not checked, and everything that was signed is.
 *
 * @param put stores the object; it reads all of the file
 * @throws S3Error as S3 names it
 */
export async function takeForm(
  req: IncomingMessage,
  bucket: string,
  now: number,
  put: (object: S3Object) => Promise<unknown>,
): Promise<void> {
  const fields: Record<string, string> = { bucket };
  const form = busboy({ headers: req.headers });
  let hasFile = false;
  const stored = new Promise<void>((resolve, reject) => {
    form.on('field', (name, value) => {
      fields[name.toLowerCase()] = value;
    });
    // S3 reads no field behind the file.
    form.once('file', (_, file) => {
      hasFile = true;
      const done = async () => {
        await put(admit(fields, file, now));
        resolve();
      };
      done().catch((error: unknown) => {
        file.resume();
        reject(error);
      });
    });
    form.once('error', reject);
    form.once('close', () => {
      if (!hasFile) reject(new S3Error('InvalidArgument', 'POST requires exactly one file'));
    });
  });
  req.pipe(form);
  await stored;
}

function admit(fields: Fields, file: Readable, now: number): S3Object {
  const { bucket = '', key = '', policy: text = '' } = fields;
  if (text === '') throw denied('there is no policy.');
  const policy = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Policy;
  if (!(now < Date.parse(policy.expiration))) throw denied('Policy expired.');
  checkFields(fields, policy);
  const content = Readable.from(withinRange(file, policy), { objectMode: false });
  return new S3Object(bucket, key, content, fields);
}

const denied = (why: string): S3Error =>
  new S3Error('AccessDenied', `Invalid according to Policy: ${why}`);

function checkFields(fields: Fields, { conditions }: Policy): void {
  const covered = new Set<string>();
  for (const condition of conditions) {
    const [kind, name, wanted] = Array.isArray(condition) ? condition : simple(condition);
    if (kind === 'content-length-range') continue;
    const field = String(name).replace(/^\$/, '').toLowerCase();
    covered.add(field);
    const value = fields[field] ?? '';
    const isMet = kind === 'eq' ? value === wanted : value.startsWith(String(wanted));
    if (!isMet) throw denied(`Policy Condition failed: ["${kind}", "${name}", "${wanted}"]`);
  }
  const extra = Object.keys(fields).find((name) => !covered.has(name) && !FREE.has(name));
  if (extra !== undefined) throw denied(`Extra input fields: ${extra}`);
}

function simple(condition: Condition): readonly ['eq', string, string] {
  const [[name = '', value = ''] = []] = Object.entries(condition as Fields);
  return ['eq', `$${name}`, value];
}

const isRange = (
  condition: Condition,
): condition is Extract<Condition, readonly ['content-length-range', number, number]> =>
  Array.isArray(condition) && condition[0] === 'content-length-range';

async function* withinRange(
  file: AsyncIterable<Uint8Array>,
  { conditions }: Policy,
): AsyncGenerator<Uint8Array> {
  const [, min, max] = conditions.find(isRange) ?? ['', 0, Number.POSITIVE_INFINITY];
  let size = 0;
  for await (const chunk of file) {
    size += chunk.length;
    if (size > max) throw new S3Error('EntityTooLarge', `The file has more than ${max} octets`);
    yield chunk;
  }
  if (size < min) throw new S3Error('EntityTooSmall', `The file has less than ${min} octets`);
}
