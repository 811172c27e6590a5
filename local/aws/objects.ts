import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import S3Object from '@20minutes/s3rver/lib/models/object.js';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../bus/clock.ts';
import { LOCAL_PLACE, type Place } from '../bus/event.ts';
import type { ListedObject } from '../engine/contract.ts';
import { escapeXml, listObjectsV2 } from './list-objects.ts';
import { objectCreated } from './object-event.ts';
import { type CreatedObject, ObjectStore } from './object-store.ts';
import { readUpload } from './upload-body.ts';
import { isForm, takeForm } from './upload-form.ts';

/** A bucket to have. Browsers of `corsOrigins` may put, post a form and get with a presigned address. */
export type BucketSpec = Readonly<{ name: string; corsOrigins?: readonly string[] }>;

/** The embedded S3. */
export type Objects = Readonly<{
  /** Speaks S3's wire protocol, path style. */
  handle: RequestListener;
  /** Resolves once the object and its event are on disk. */
  put(bucket: string, key: string, body: Uint8Array, contentType?: string): Promise<void>;
  /** Resolves undefined when there is no such object. */
  read(bucket: string, key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  list(bucket: string, prefix: string): AsyncIterable<ListedObject>;
  close(): void;
}>;

/**
 * Opens the buckets in `<folder>/s3`; every object that is put gives an `Object Created` event.
 *
 * Signatures are not checked; the expiry of presigned addresses and the policy of forms are. Conditional puts and versions are
 * refused with 501, so that nothing relies on them here and nowhere else.
 */
export async function openObjects(
  options: Readonly<{
    folder: string;
    clock: Clock;
    buckets: readonly BucketSpec[];
    bus: Pick<Bus, 'put'>;
    place?: Place;
  }>,
): Promise<Objects> {
  const { clock, bus, place = LOCAL_PLACE } = options;
  const root = join(options.folder, 's3');
  const tell = (object: CreatedObject) => bus.put(objectCreated(place, clock.now(), object));
  const store = new ObjectStore(root, tell);
  const server = new S3rver({
    directory: join(root, 'buckets'),
    silent: true,
    vhostBuckets: false,
    allowMismatchedSignatures: true,
    configureBuckets: options.buckets.map(({ name, corsOrigins }) => ({
      name,
      configs: corsOrigins === undefined ? [] : [corsConfiguration(corsOrigins)],
    })),
  });
  server.store = store;
  server.context.store = store;
  // The first one formats a log line for every request, which nobody would see: a third of the time.
  server.middleware.shift();
  await server.configureBuckets();
  const serve = server.callback();
  return {
    handle: (req, res) => void answer(store, serve, clock.now(), req, res),
    async put(bucket, key, body, contentType = 'application/octet-stream') {
      await store.putObject(new S3Object(bucket, key, body, { 'content-type': contentType }));
    },
    async read(bucket, key) {
      return (await store.getObject(bucket, key))?.content as AsyncIterable<Uint8Array> | undefined;
    },
    list: (bucket, prefix) => listAll(store, bucket, prefix),
    close: () => server.logger.close(),
  };
}

async function answer(
  store: ObjectStore,
  serve: RequestListener,
  now: number,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  try {
    const url = new URL(req.url ?? '/', 'http://s3.invalid');
    refuse(req, url.searchParams, now);
    if (isForm(req)) {
      await storeForm(store, now, req, url, res);
      return;
    }
    takeOffSignature(req, url);
    if (req.method === 'GET' && url.searchParams.get('list-type') === '2') {
      await listObjectsV2(store, url.pathname.split('/')[1] ?? '', url.searchParams, res);
      return;
    }
    await resolveSuffixRange(store, req, url);
    serve(req.method === 'PUT' ? readUpload(req) : req, res);
  } catch (cause) {
    const error = cause instanceof S3Error ? cause : new S3Error('InvalidURI', String(cause));
    req.resume();
    res.writeHead(error.status, { 'content-type': 'application/xml' }).end(error.toXML());
  }
}

async function storeForm(
  store: ObjectStore,
  now: number,
  req: IncomingMessage,
  url: URL,
  res: ServerResponse,
): Promise<void> {
  const bucket = url.pathname.split('/')[1] ?? '';
  // Forms of any page are let in: their policy is all the right that they have.
  res.setHeader('access-control-allow-origin', req.headers.origin ?? '*');
  if ((await store.getBucket(bucket)) === null) throw new S3Error('NoSuchBucket', 'no such bucket');
  await takeForm(req, bucket, now, (object) => store.putObject(object));
  res.writeHead(204).end();
}

function refuse(req: IncomingMessage, query: URLSearchParams, now: number): void {
  const signed = query.get('X-Amz-Date');
  if (signed !== null) {
    const at = Date.parse(signed.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    const seconds = Number(query.get('X-Amz-Expires'));
    if (!(now <= at + seconds * 1000)) throw new S3Error('AccessDenied', 'Request has expired');
  }
  const isConditional = req.headers['if-none-match'] ?? req.headers['if-match'];
  if ((req.method === 'PUT' && isConditional !== undefined) || query.has('versionId')) {
    throw new S3Error(
      'NotImplemented',
      'The embedded S3 has no conditional put and no versions: write under a new key instead',
    );
  }
}

/** s3rver knows one access key alone. Without a signature it lets everybody in, which is meant. */
function takeOffSignature(req: IncomingMessage, url: URL): void {
  delete req.headers.authorization;
  delete req.headers['x-amz-security-token'];
  const parts = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'];
  if (!url.searchParams.has('X-Amz-Algorithm')) return;
  for (const part of [...parts, 'Security-Token', 'Content-Sha256']) {
    url.searchParams.delete(`X-Amz-${part}`);
  }
  // A checksum signed into an address is that of an empty body, whatever is sent (SDK v3 default).
  for (const name of [...url.searchParams.keys()]) {
    if (/^x-amz-(sdk-)?checksum-/i.test(name)) url.searchParams.delete(name);
  }
  req.url = url.pathname + url.search;
}

/** `bytes=-500` means the last 500 octets; s3rver reads it as the first 501. */
async function resolveSuffixRange(
  store: ObjectStore,
  req: IncomingMessage,
  url: URL,
): Promise<void> {
  const octets = /^bytes=-(\d+)$/.exec(req.headers.range ?? '')?.[1];
  const [, bucket = '', ...key] = decodeURIComponent(url.pathname).split('/');
  if (octets === undefined || (await store.getBucket(bucket)) === null) return;
  const object = await store.getObject(bucket, key.join('/'));
  if (object === null) return;
  if (object.content !== null && 'destroy' in object.content) object.content.destroy();
  const start = Math.max(0, object.size - Number(octets));
  req.headers.range = `bytes=${start}-${Math.max(start, object.size - 1)}`;
}

async function* listAll(
  store: ObjectStore,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  for (let startAfter = '', more = true; more; ) {
    const page = await store.listObjects(bucket, { prefix, startAfter, maxKeys: 1_000 });
    for (const { key, size, metadata, lastModifiedDate } of page.objects) {
      const Etag = (metadata.etag ?? '').replaceAll('"', '');
      yield {
        Key: key,
        Size: size,
        Etag,
        LastModified: lastModifiedDate.getTime() / 1000,
        StorageClass: 'STANDARD',
      };
    }
    startAfter = page.objects.at(-1)?.key ?? startAfter;
    more = page.isTruncated && page.objects.length > 0;
  }
}

function corsConfiguration(origins: readonly string[]): string {
  const allowed = origins.map((one) => `<AllowedOrigin>${escapeXml(one)}</AllowedOrigin>`).join('');
  return `<CORSConfiguration><CORSRule>${allowed}<AllowedMethod>PUT</AllowedMethod><AllowedMethod>POST</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule></CORSConfiguration>`;
}
