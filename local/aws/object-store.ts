import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import S3Object from '@20minutes/s3rver/lib/models/object.js';
import { KeptBuckets } from './kept-buckets.ts';
import { listKeys } from './list-keys.ts';

/** What was put, as an S3 event tells it. */
export type CreatedObject = Readonly<{
  bucket: string;
  key: string;
  size: number;
  etag: string;
  reason: 'PutObject' | 'CopyObject';
}>;

type ListOptions = Readonly<{
  delimiter?: string;
  startAfter?: string;
  prefix?: string;
  maxKeys?: number;
}>;

/** Objects, and parts of them, up to so many octets are read at once: 20 us, a stream takes 1 ms. */
const WHOLE = 256 * 1024;

/**
 * s3rver's folder of objects, made safe against a killed process and against concurrent writers.
 *
 * An object is written aside and renamed into place, so a reader sees the old one or the new one, never a
 * part. `onCreated` has resolved before a put is answered.
 */
export class ObjectStore extends KeptBuckets {
  readonly #aside: string;
  readonly #onCreated: (object: CreatedObject) => Promise<void>;

  constructor(root: string, onCreated: (object: CreatedObject) => Promise<void>) {
    super(join(root, 'buckets'));
    this.#aside = join(root, 'incoming');
    this.#onCreated = onCreated;
    rmSync(this.#aside, { recursive: true, force: true });
    mkdirSync(this.#aside, { recursive: true });
    mkdirSync(this.rootDirectory, { recursive: true });
  }

  /** @throws S3Error for a key that is not also a path: `..` would leave the data folder */
  override getResourcePath(bucket: string, key: string | undefined, resource: string): string {
    const segments = (key ?? '').split('/');
    const isPath = segments.every(
      (one, at) => one !== '.' && one !== '..' && (one !== '' || at === segments.length - 1),
    );
    if (!isPath || key?.includes('\0') || segments.some((one) => Buffer.byteLength(one) > 200)) {
      throw new S3Error(
        'InvalidArgument',
        'The embedded S3 keeps objects as files: no empty, dot or over 200 octets long part in a key',
      );
    }
    return super.getResourcePath(bucket, key, resource);
  }

  override async getBucket(bucket: string): Promise<object | null> {
    return /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket) ? super.getBucket(bucket) : null;
  }

  override async putObject(
    object: S3Object,
    reason: CreatedObject['reason'] = 'PutObject',
  ): Promise<{ size: number; md5: string }> {
    const { bucket, key } = object;
    const path = this.getResourcePath(bucket, key, 'object');
    const aside = join(this.#aside, randomUUID());
    try {
      const { size, md5 } = await writeAside(aside, object.content ?? Buffer.alloc(0));
      mkdirSync(dirname(path), { recursive: true });
      this.#moveIntoPlace(object, aside, path, md5);
      await this.#onCreated({ bucket, key, size, etag: md5, reason });
      return { size, md5 };
    } finally {
      rmSync(aside, { force: true });
    }
  }

  /**
   * Three files make one object, and nobody else has a turn meanwhile. The digest is written last: where a kill left it
   * out, the next reader computes it.
   */
  #moveIntoPlace(object: S3Object, aside: string, path: string, md5: string): void {
    const { etag: _, 'last-modified': __, 'content-length': ___, ...metadata } = object.metadata;
    rmSync(`${path}.md5`, { force: true });
    this.#replace(
      this.getResourcePath(object.bucket, object.key, 'metadata.json'),
      JSON.stringify(metadata),
    );
    renameSync(aside, path);
    this.#replace(`${path}.md5`, md5);
  }

  override async getObject(
    bucket: string,
    key: string,
    options: { start?: number; end?: number } = {},
  ): Promise<S3Object | null> {
    const file = openIfThere(this.getResourcePath(bucket, key, 'object'));
    if (file === undefined) return null;
    let isTaken = false;
    try {
      const { size } = fstatSync(file);
      const metadata = { ...(await this.getMetadata(bucket, key)), 'content-length': size };
      const last = Math.max(0, size - 1);
      const range = { start: options.start ?? 0, end: Math.min(options.end ?? last, last) };
      const isRange = options.start !== undefined || options.end !== undefined;
      const isSatisfiable = range.start <= range.end && (!isRange || size > 0);
      isTaken = isSatisfiable && range.end - range.start >= WHOLE;
      let content: Readable | null = null;
      if (isTaken) content = createReadStream('', { fd: file, ...range });
      else if (isSatisfiable) content = Readable.from([readPart(file, range, size)]);
      const object = new S3Object(bucket, key, content, metadata);
      return isRange ? Object.assign(object, { range }) : object;
    } finally {
      if (!isTaken) closeSync(file);
    }
  }

  override async copyObject(
    fromBucket: string,
    fromKey: string,
    toBucket: string,
    toKey: string,
    metadata: Record<string, string> | null,
  ): Promise<Record<string, string | number>> {
    const source = await this.getObject(fromBucket, fromKey);
    if (source === null) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
    const copy = new S3Object(toBucket, toKey, source.content, metadata ?? source.metadata);
    await this.putObject(copy, 'CopyObject');
    return this.getMetadata(toBucket, toKey);
  }

  override async listObjects(
    bucket: string,
    { delimiter = '', startAfter = '', prefix = '', maxKeys = 1_000 }: ListOptions,
  ): Promise<{ objects: S3Object[]; commonPrefixes: string[]; isTruncated: boolean }> {
    const keys: string[] = [];
    const commonPrefixes = new Set<string>();
    let isTruncated = false;
    for await (const key of listKeys(join(this.rootDirectory, bucket), prefix, startAfter)) {
      const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const common = cut === -1 ? undefined : key.slice(0, cut + delimiter.length);
      // A page may end at a common prefix: the next one leaves out all that it stands for.
      if (common !== undefined && (commonPrefixes.has(common) || startAfter.startsWith(common)))
        continue;
      isTruncated = keys.length + commonPrefixes.size === maxKeys;
      if (isTruncated) break;
      if (common === undefined) keys.push(key);
      else commonPrefixes.add(common);
    }
    const objects = await Promise.all(keys.map((key) => this.#describe(bucket, key)));
    return {
      objects: objects.filter((object) => object !== null),
      commonPrefixes: [...commonPrefixes],
      isTruncated,
    };
  }

  /** Null for what was deleted meanwhile. */
  async #describe(bucket: string, key: string): Promise<S3Object | null> {
    const metadata = await this.getMetadata(bucket, key).catch(noneIfAbsent);
    return metadata === null ? null : new S3Object(bucket, key, null, metadata);
  }

  /** Folders stay: s3rver removes empty ones, and with them what a concurrent put has just moved there. */
  override async deleteObject(bucket: string, key: string): Promise<void> {
    const path = this.getResourcePath(bucket, key, 'object');
    const metadata = this.getResourcePath(bucket, key, 'metadata.json');
    for (const one of [path, `${path}.md5`, metadata]) rmSync(one, { force: true });
  }

  #replace(path: string, content: string): void {
    const aside = join(this.#aside, randomUUID());
    writeFileSync(aside, content);
    renameSync(aside, path);
  }
}

/** Chunk by chunk on this thread: 20 us each, where a stream to a file takes a pool of threads and 1 ms for each object. */
async function writeAside(
  path: string,
  content: Readable | Uint8Array,
): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5');
  let size = 0;
  const file = openSync(path, 'wx');
  try {
    const chunks = content instanceof Readable ? content : [content];
    for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
      writeFileSync(file, chunk);
      hash.update(chunk);
      size += chunk.length;
    }
  } finally {
    closeSync(file);
  }
  return { size, md5: hash.digest('hex') };
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    noneIfAbsent(cause as NodeJS.ErrnoException);
    return undefined;
  }
}

/** The octets from `start` to `end`, both included, of a file of this size. */
function readPart(
  file: number,
  { start, end }: { start: number; end: number },
  size: number,
): Buffer {
  const octets = Buffer.alloc(Math.min(size, end + 1) - start);
  for (let done = 0; done < octets.length; ) {
    const read = readSync(file, octets, done, octets.length - done, start + done);
    if (read === 0) throw new Error('the file of an object became shorter');
    done += read;
  }
  return octets;
}

function noneIfAbsent(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null;
  throw cause;
}
