import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from '@jest/globals';
import { scratchFolder } from '../scratch-folder.ts';
import { startAws } from './aws-stack.ts';

const Bucket = 'mail';
const stack = await startAws(scratchFolder());
const s3 = new S3Client({ ...stack.client, forcePathStyle: true });

async function get(Key: string, Range?: string): Promise<string | undefined> {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }),
  );
  return Body?.transformToString();
}

test('what was put is read back, with its type, metadata and ETag', async () => {
  const Body = 'hello, wörld';
  const Metadata = { kind: 'greeting' };
  await s3.send(
    new PutObjectCommand({ Bucket, Key: 'a/b c+d.txt', Body, ContentType: 'text/plain', Metadata }),
  );
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+d.txt' }));
  expect(head.ContentType).toBe('text/plain');
  expect(head.Metadata).toEqual(Metadata);
  expect(head.ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
  expect(await get('a/b c+d.txt')).toBe(Body);
});

test('a streamed body arrives without its aws-chunked framing, and its encoding is not kept', async () => {
  const chunks = Array.from({ length: 40 }, (_, at) => Buffer.alloc(10_000, 65 + (at % 26)));
  const Body = Readable.from(chunks);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: 400_000 }));
  expect(await get('stream')).toBe(Buffer.concat(chunks).toString());
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'stream' }));
  expect(head.ContentEncoding).toBeUndefined();
  expect(head.ContentLength).toBe(400_000);
});

test.each(['SHA256', 'SHA1', 'CRC32', 'CRC32C', 'CRC64NVME'] as const)(
  'a %s checksum is taken',
  async (ChecksumAlgorithm) => {
    const Key = `checksum/${ChecksumAlgorithm}`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'abc', ChecksumAlgorithm }));
    expect(await get(Key)).toBe('abc');
  },
);

test.each([
  ['x-amz-checksum-crc32', 'AAAAAA=='],
  ['x-amz-checksum-sha256', 'AAAA'],
  ['content-md5', 'AAAA'],
])('a wrong %s stores nothing', async (name, value) => {
  const url = `${stack.gateway.url}/mail/damaged`;
  const answer = await fetch(url, { method: 'PUT', body: 'abc', headers: { [name]: value } });
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('<Code>BadDigest</Code>'),
  ]);
  await expect(get('damaged')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test.each([
  ['bytes=0-0', '0'],
  ['bytes=2-4', '234'],
  ['bytes=7-', '789'],
  ['bytes=5-500', '56789'],
  ['bytes=-3', '789'],
  ['bytes=-30', '0123456789'],
])('the range %s gives %s', async (range, text) => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }));
  expect(await get('digits', range)).toBe(text);
});

test('a range behind the end is refused', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }));
  await expect(get('digits', 'bytes=10-12')).rejects.toMatchObject({ name: 'InvalidRange' });
});

test('an empty object is an object', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
  expect(await get('empty')).toBe('');
});

test('a listing goes on from page to page in the order of keys', async () => {
  const keys = ['x.a', 'x/1', 'x/2', 'x0', 'x/sub/3', 'x-'].map((key) => `list/${key}`);
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const seen: (string | undefined)[] = [];
  for (let ContinuationToken: string | undefined, more = true; more; ) {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: 'list/',
        MaxKeys: 2,
        ...(ContinuationToken ? { ContinuationToken } : {}),
      }),
    );
    seen.push(...(page.Contents ?? []).map((one) => one.Key));
    ContinuationToken = page.NextContinuationToken;
    more = page.IsTruncated === true;
  }
  expect(seen).toEqual([...keys].sort());
  const folders = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'list/x/', Delimiter: '/' }),
  );
  expect(folders.CommonPrefixes).toEqual([{ Prefix: 'list/x/sub/' }]);
  expect(folders.Contents?.map((one) => one.Key)).toEqual(['list/x/1', 'list/x/2']);
});

test('a multipart upload becomes one object', async () => {
  const Key = 'parts';
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts = [];
  for (const PartNumber of [1, 2]) {
    const part = new UploadPartCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber,
      Body: `part ${PartNumber};`,
    });
    const { ETag } = await s3.send(part);
    Parts.push({ PartNumber, ...(ETag === undefined ? {} : { ETag }) });
  }
  await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
  expect(await get(Key)).toBe('part 1;part 2;');
  await expect(
    s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
  ).rejects.toThrow();
});

test('every put and copy gives one Object Created event, before it is answered', async () => {
  stack.events.length = 0;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'inbox/one', Body: 'abc' }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'inbox/two', CopySource: 'mail/inbox/one' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'inbox/one' }));
  await stack.objects.put(Bucket, 'inbox/three', Buffer.from('xyz'));
  expect(
    stack.events.map(({ detail }) => [detail.reason, (detail.object as { key: string }).key]),
  ).toEqual([
    ['PutObject', 'inbox/one'],
    ['CopyObject', 'inbox/two'],
    ['PutObject', 'inbox/three'],
  ]);
  expect(stack.events[0]).toMatchObject({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: ['arn:aws:s3:::mail'],
    detail: {
      bucket: { name: 'mail' },
      object: { size: 3, etag: createHash('md5').update('abc').digest('hex') },
    },
  });
});

test('readers of a key that is overwritten see one whole version', async () => {
  const versions = ['a', 'b'].map((letter) => letter.repeat(200_000));
  await stack.objects.put(Bucket, 'hot', Buffer.from(versions[0] ?? ''));
  const writes = Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      stack.objects.put(Bucket, 'hot', Buffer.from(versions[at % 2] ?? '')),
    ),
  );
  const reads = await Promise.all(Array.from({ length: 40 }, () => get('hot')));
  await writes;
  expect(reads.every((text) => versions.includes(text ?? ''))).toBe(true);
});

test.each(['../escape', 'a/../../escape', './a', 'a//b'])(
  'the key %s, which is no path, is refused',
  async (key) => {
    await expect(stack.objects.put(Bucket, key, Buffer.from('x'))).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  },
);

test.each([
  ['a conditional put', new PutObjectCommand({ Bucket, Key: 'once', Body: 'x', IfNoneMatch: '*' })],
  ['a version', new GetObjectCommand({ Bucket, Key: 'digits', VersionId: 'v1' })],
])('%s is refused, not ignored', async (_title, command) => {
  await expect(s3.send(command as PutObjectCommand)).rejects.toMatchObject({
    name: 'NotImplemented',
  });
});

test('a presigned address takes an upload until it expires', async () => {
  const url = await presign('lists/upload.csv', new Date());
  const answer = await fetch(url, { method: 'PUT', body: 'a@example.com\n' });
  expect(answer.status).toBe(200);
  expect(await get('lists/upload.csv')).toBe('a@example.com\n');
  const late = await presign('lists/late.csv', new Date(Date.now() - 61_000));
  const refused = await fetch(late, { method: 'PUT', body: 'x' });
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining('Request has expired'),
  ]);
});

/** A presigned address as the API hands it out. */
function presign(Key: string, signingDate: Date): Promise<string> {
  return getSignedUrl(s3, new PutObjectCommand({ Bucket, Key }), { expiresIn: 60, signingDate });
}

const ORIGIN = { origin: 'http://127.0.0.1:8080' };

/** Sends a form as a browser does, with some fields in place of those that were signed. */
async function sendForm(
  file: string,
  changes: Readonly<Record<string, string>> = {},
  Expires = 60,
) {
  const { url, fields } = await createPresignedPost(s3, {
    ...{ Bucket, Key: 'lists/form.csv', Expires },
    Fields: { 'Content-Type': 'text/csv' },
    Conditions: [['content-length-range', 1, 20]],
  });
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) body.append(name, value);
  body.append('file', new Blob([file]), 'guests.csv');
  const answer = await fetch(url, { method: 'POST', headers: ORIGIN, body });
  return { answer, text: await answer.text() };
}

test('a browser’s form is taken as its policy says, with its type', async () => {
  const { answer } = await sendForm('a@example.com\n');
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
    204,
    ORIGIN.origin,
  ]);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'lists/form.csv' }));
  expect([head.ContentType, head.Metadata]).toEqual(['text/csv', {}]);
  expect(await get('lists/form.csv')).toBe('a@example.com\n');
});

test.each([
  ['another key', { key: 'lists/other.csv' }, 403, 'Policy Condition failed'],
  ['a path that leads out', { key: '../lists/form.csv' }, 403, 'Policy Condition failed'],
  ['another type', { 'Content-Type': 'text/html' }, 403, 'Policy Condition failed'],
  ['a field that was not signed', { 'x-amz-meta-x': '1' }, 403, 'Extra input fields'],
] as const)('a form with %s is refused, and nothing is stored', async (_, changes, status, why) => {
  const before = stack.events.length;
  const { answer, text } = await sendForm('x', changes);
  expect([answer.status, text]).toEqual([status, expect.stringContaining(why)]);
  expect(stack.events).toHaveLength(before);
});

test.each([
  ['that is larger than its policy allows', 'x'.repeat(21), 60, 400, 'EntityTooLarge'],
  ['that is smaller', '', 60, 400, 'EntityTooSmall'],
  ['after its time', 'x', -1, 403, 'Policy expired'],
] as const)(
  'a form %s is refused, and nothing is stored',
  async (_, file, expires, status, why) => {
    const before = stack.events.length;
    const { answer, text } = await sendForm(file, {}, expires);
    expect([answer.status, text]).toEqual([status, expect.stringContaining(why)]);
    expect(stack.events).toHaveLength(before);
  },
);
