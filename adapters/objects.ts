import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { BucketName } from '../manifest.ts';
import { setting } from './environment.ts';

const client = new S3Client({});

const bucketName = (bucket: BucketName): string =>
  setting(bucket === 'mail' ? 'MAIL_BUCKET' : 'DATA_BUCKET');

/** An object, or one version of it. */
type Which = Readonly<{ Bucket: string; Key: string; VersionId?: string }>;

/** Octets of an object, and when it was stored. */
type Description = Readonly<{ size: number; storedAt: string }>;

/** What an object is like; undefined when there is none. */
export function describeObject(bucket: BucketName, key: string): Promise<Description | undefined> {
  return describe({ Bucket: bucketName(bucket), Key: key });
}

async function describe(which: Which): Promise<Description | undefined> {
  try {
    const head = await client.send(new HeadObjectCommand(which));
    return {
      size: head.ContentLength ?? 0,
      storedAt: (head.LastModified ?? new Date(0)).toISOString(),
    };
  } catch (error) {
    if (error instanceof NotFound || error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** An object of a listing. */
export type ListedObject = Readonly<{ key: string; storedAt: string }>;

/** One page, up to 1,000 objects, of those whose keys begin with `prefix` and come behind `after`. */
export async function listObjects(
  bucket: BucketName,
  prefix: string,
  after: string,
): Promise<{ objects: readonly ListedObject[]; isLast: boolean }> {
  const answer = await client.send(
    new ListObjectsV2Command({
      Bucket: bucketName(bucket),
      Prefix: prefix,
      ...(after !== '' && { StartAfter: after }),
    }),
  );
  const objects = (answer.Contents ?? []).map(({ Key = '', LastModified }) => ({
    key: Key,
    storedAt: (LastModified ?? new Date(0)).toISOString(),
  }));
  return { objects, isLast: answer.IsTruncated !== true };
}

/** An object is gone, or was never there. */
export class MissingObject extends Error {
  override readonly name = 'MissingObject';
  constructor(key: string) {
    super(`there is no object ${key}`);
  }
}

/** From octet `start` up to `end` (exclusive). */
type Part = Readonly<{ start: number; end: number }>;

/** The body of an object as a stream, whole or a part. @throws MissingObject */
export function openObject(
  bucket: BucketName,
  key: string,
  part?: Part,
): Promise<AsyncIterable<Uint8Array>> {
  const range = part && { Range: `bytes=${part.start}-${part.end - 1}` };
  return open({ Bucket: bucketName(bucket), Key: key, ...range });
}

async function open(which: Which & { Range?: string }): Promise<AsyncIterable<Uint8Array>> {
  try {
    const answer = await client.send(new GetObjectCommand(which));
    return answer.Body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NotFound) throw new MissingObject(which.Key);
    throw error;
  }
}

/** The whole body of an object, or of a part of it. @throws MissingObject */
export async function readObject(bucket: BucketName, key: string, part?: Part): Promise<Buffer> {
  return whole(await openObject(bucket, key, part));
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * What the version of an object is like that an event told of.
 *
 * @param version undefined: the newest, since the embedded stack keeps no other and a listing tells of none
 */
export function describeVersion(
  bucket: BucketName,
  key: string,
  version: string | undefined,
): Promise<Description | undefined> {
  if (version === undefined) return describeObject(bucket, key);
  return describe({ Bucket: bucketName(bucket), Key: key, VersionId: version });
}

/**
 * The body of the version that an event told of, whatever was put under its key since. What was deleted is gone in every
 * version: a mail that was erased is not read again, though S3 keeps it for a while.
 *
 * @param version as in {@link describeVersion}
 * @throws MissingObject
 */
export async function openVersion(
  bucket: BucketName,
  key: string,
  version: string | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  if (version === undefined) return openObject(bucket, key);
  if (!(await describeObject(bucket, key))) throw new MissingObject(key);
  return open({ Bucket: bucketName(bucket), Key: key, VersionId: version });
}

/** The whole body of the version that an event told of. @throws MissingObject */
export async function readVersion(
  bucket: BucketName,
  key: string,
  version: string | undefined,
): Promise<Buffer> {
  return whole(await openVersion(bucket, key, version));
}

/** The JSON value of an object. */
export async function readJson<T>(bucket: BucketName, key: string): Promise<T> {
  return JSON.parse((await readObject(bucket, key)).toString('utf8')) as T;
}

/** Stores an object. */
export async function writeObject(
  bucket: BucketName,
  key: string,
  body: string | Uint8Array,
  contentType = 'application/octet-stream',
): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: bucketName(bucket),
      Key: key,
      // The SDK takes an empty text for a stream without an end.
      Body: typeof body === 'string' ? Buffer.from(body) : body,
      ContentType: contentType,
    }),
  );
}

const BLOCK = 65_536;

/** Through a stream and the SDK a text goes in about 4 us, however short: lines go together. */
async function* inBlocks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const text of texts) {
    block += text;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

/** Stores an object while it is made, in parts of 5 MiB: memory does not grow with its size. */
export async function streamObject(
  bucket: BucketName,
  key: string,
  body: AsyncIterable<string>,
  contentType = 'application/octet-stream',
): Promise<void> {
  const params = {
    Bucket: bucketName(bucket),
    Key: key,
    ContentType: contentType,
    Body: Readable.from(inBlocks(body), { objectMode: false }),
  };
  await new Upload({ client, params, queueSize: 2 }).done();
}

/** Stores a JSON value. */
export async function writeJson(bucket: BucketName, key: string, value: unknown): Promise<void> {
  await writeObject(bucket, key, JSON.stringify(value), 'application/json');
}

/** Deletes an object. One that is not there is deleted too; old versions go by the bucket's own rule. */
export async function deleteObject(bucket: BucketName, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucketName(bucket), Key: key }));
}

/** Keys of the objects under a prefix, in order. @param after only those behind this key */
export async function* listKeys(
  bucket: BucketName,
  prefix: string,
  after?: string,
): AsyncGenerator<string> {
  let from = after;
  for (;;) {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucketName(bucket),
        Prefix: prefix,
        ...(from !== undefined && { StartAfter: from }),
      }),
    );
    const keys = (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
    yield* keys;
    from = keys.at(-1);
    if (page.IsTruncated !== true || from === undefined) return;
  }
}

/** Where somebody sends a file to, as a form: its fields, then the file. */
export type UploadForm = Readonly<{ url: string; fields: Readonly<Record<string, string>> }>;

/** How long a form or a URL is good that is handed out. */
const HANDED_OUT_SECONDS = 600;

/**
 * A form that puts one object into the data bucket, within ten minutes: its key, its type and the most octets it may
 * have are signed, and S3 refuses everything else (security.md A98). A presigned PUT cannot limit the size.
 */
export function uploadForm(
  key: string,
  contentType: string,
  maxOctets: number,
): Promise<UploadForm> {
  return createPresignedPost(client, {
    Bucket: bucketName('data'),
    Key: key,
    Fields: { 'Content-Type': contentType },
    Conditions: [['content-length-range', 0, maxOctets]],
    Expires: HANDED_OUT_SECONDS,
  });
}

/** A URL at which somebody may GET one object of the data bucket for ten minutes. */
export function downloadUrl(key: string): Promise<string> {
  const command = new GetObjectCommand({ Bucket: bucketName('data'), Key: key });
  return getSignedUrl(client, command, { expiresIn: HANDED_OUT_SECONDS });
}
