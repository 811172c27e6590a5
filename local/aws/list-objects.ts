import type { ServerResponse } from 'node:http';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import type { ObjectStore } from './object-store.ts';

/**
 * Answers ListObjectsV2.
 *
 * s3rver encrypts its continuation token with DES, which Node's OpenSSL no longer has: every listing of more
 * than a page failed. Ours is the last key in base64url.
 *
 * @throws S3Error
 */
export async function listObjectsV2(
  store: ObjectStore,
  bucket: string,
  query: URLSearchParams,
  res: ServerResponse,
): Promise<void> {
  if ((await store.getBucket(bucket)) === null) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', {
      BucketName: bucket,
    });
  }
  const token = query.get('continuation-token');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Math.min(1_000, Number(query.get('max-keys') ?? 1_000));
  if (!Number.isInteger(maxKeys) || maxKeys < 1) {
    throw new S3Error('InvalidArgument', 'max-keys must be a whole number from 1');
  }
  const startAfter =
    token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const { objects, commonPrefixes, isTruncated } = await store.listObjects(bucket, {
    prefix,
    delimiter,
    startAfter,
    maxKeys,
  });
  const asUrl = query.get('encoding-type') === 'url';
  const keyText = (key: string) =>
    escapeXml(asUrl ? encodeURIComponent(key).replaceAll('%2F', '/') : key);
  const last = [objects.at(-1)?.key ?? '', commonPrefixes.at(-1) ?? ''].sort().at(-1) ?? '';
  const parts = [
    element('Name', bucket),
    `<Prefix>${keyText(prefix)}</Prefix>`,
    delimiter === '' ? '' : element('Delimiter', delimiter),
    asUrl ? element('EncodingType', 'url') : '',
    element('MaxKeys', maxKeys),
    element('KeyCount', objects.length + commonPrefixes.length),
    element('IsTruncated', String(isTruncated)),
    token === null ? '' : element('ContinuationToken', token),
    isTruncated ? element('NextContinuationToken', Buffer.from(last).toString('base64url')) : '',
    ...objects.map(
      ({ key, size, metadata, lastModifiedDate }) =>
        `<Contents><Key>${keyText(key)}</Key>${element('LastModified', lastModifiedDate.toISOString())}${element('ETag', metadata.etag ?? '')}${element('Size', size)}<StorageClass>STANDARD</StorageClass></Contents>`,
    ),
    ...commonPrefixes.map(
      (one) => `<CommonPrefixes><Prefix>${keyText(one)}</Prefix></CommonPrefixes>`,
    ),
  ];
  res.writeHead(200, { 'content-type': 'application/xml' });
  res.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</ListBucketResult>`,
  );
}

function element(name: string, value: string | number): string {
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

/** Text safe inside an XML element. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
