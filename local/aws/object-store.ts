import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import S3Object from '@20minutes/s3rver/lib/models/object.js';
import FilesystemStore from '@20minutes/s3rver/lib/stores/filesystem.js';
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

/**
 * s3rver's folder of objects, made safe against a killed process and against concurrent writers.
 *
 * An object is written aside and renamed into place, so a reader sees the old one or the new one, never a
 * part. `onCreated` has resolved before a put is answered.
 */
export class ObjectStore extends FilesystemStore {
  readonly #aside: string;
  readonly #onCreated: (object: CreatedObject) => Promise<void>;
  readonly #writing = new Map<string, Promise<unknown>>();

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
      await mkdir(dirname(path), { recursive: true });
      await this.#alone(path, () => this.#moveIntoPlace(object, aside, path, md5));
      await this.#onCreated({ bucket, key, size, etag: md5, reason });
      return { size, md5 };
    } finally {
      await rm(aside, { force: true });
    }
  }

  /** The digest is written last: where a kill left it out, the next reader computes it. */
  async #moveIntoPlace(object: S3Object, aside: string, path: string, md5: string): Promise<void> {
    const { etag: _, 'last-modified': __, 'content-length': ___, ...metadata } = object.metadata;
    await rm(`${path}.md5`, { force: true });
    await this.#replace(
      this.getResourcePath(object.bucket, object.key, 'metadata.json'),
      JSON.stringify(metadata),
    );
    await rename(aside, path);
    await this.#replace(`${path}.md5`, md5);
  }

  override async getObject(
    bucket: string,
    key: string,
    options: { start?: number; end?: number } = {},
  ): Promise<S3Object | null> {
    const file = await open(this.getResourcePath(bucket, key, 'object')).catch(noneIfAbsent);
    if (file === null) return null;
    const { size } = await file.stat();
    const metadata = { ...(await this.getMetadata(bucket, key)), 'content-length': size };
    const last = Math.max(0, size - 1);
    const range = { start: options.start ?? 0, end: Math.min(options.end ?? last, last) };
    const isRange = options.start !== undefined || options.end !== undefined;
    const isSatisfiable = range.start <= range.end && (!isRange || size > 0);
    if (!isSatisfiable) await file.close();
    const content = isSatisfiable ? file.createReadStream(range) : null;
    const object = new S3Object(bucket, key, content, metadata);
    return isRange ? Object.assign(object, { range }) : object;
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
    await this.#alone(path, async () => {
      for (const one of [path, `${path}.md5`, metadata]) await rm(one, { force: true });
    });
  }

  async #replace(path: string, content: string): Promise<void> {
    const aside = join(this.#aside, randomUUID());
    await writeFile(aside, content);
    await rename(aside, path);
  }

  /** Runs `work` after every earlier work on the same path: three files make one object. */
  async #alone<T>(path: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#writing.get(path) ?? Promise.resolve()).then(work, work);
    this.#writing.set(path, mine);
    try {
      return await mine;
    } finally {
      if (this.#writing.get(path) === mine) this.#writing.delete(path);
    }
  }
}

async function writeAside(
  path: string,
  content: Readable | Uint8Array,
): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5');
  if (!(content instanceof Readable)) {
    await writeFile(path, content);
    return { size: content.length, md5: hash.update(content).digest('hex') };
  }
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(content, measure, createWriteStream(path));
  return { size, md5: hash.digest('hex') };
}

function noneIfAbsent(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null;
  throw cause;
}
