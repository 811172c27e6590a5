import { createHash, type Hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import S3Error from '@20minutes/s3rver/lib/models/error.js';
import { ChunkedDecoder } from './chunked-decoder.ts';

type Digest = Readonly<{ name: string; update(bytes: Uint8Array): void; base64(): string }>;

const CHECKSUM = 'x-amz-checksum-';
const DIGESTS: Readonly<Record<string, () => Digest>> = {
  [`${CHECKSUM}crc32`]: crc32Digest,
  [`${CHECKSUM}sha1`]: () => hashDigest(`${CHECKSUM}sha1`, createHash('sha1')),
  [`${CHECKSUM}sha256`]: () => hashDigest(`${CHECKSUM}sha256`, createHash('sha256')),
  'content-md5': () => hashDigest('content-md5', createHash('md5')),
};

/**
 * Gives the request as an upload's handler should read it: aws-chunked framing taken off, its length and
 * its CRC32, SHA-1, SHA-256 or MD5 checked while it streams, whether given as a header or as a trailer.
 * CRC32C and CRC64NVME, which Node does not have, are let through.
 *
 * Nothing is read before the handler reads. The stream fails with `BadDigest` or `IncompleteBody`.
 */
export function readUpload(req: IncomingMessage): IncomingMessage {
  const isChunked = String(req.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const headers = isChunked ? withoutFraming(req.headers) : req.headers;
  const { method, url, socket, httpVersion, httpVersionMajor, httpVersionMinor } = req;
  const seen = { method, url, socket, httpVersion, httpVersionMajor, httpVersionMinor };
  const body = Readable.from(checked(req, isChunked), { objectMode: false });
  return Object.assign(body, seen, { headers }) as unknown as IncomingMessage;
}

/** S3 keeps `Content-Encoding` without the part that was only transport. */
function withoutFraming(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'content-encoding': encoding = '', 'x-amz-content-sha256': _, ...rest } = headers;
  const codings = encoding.split(',').map((one) => one.trim());
  const kept = codings.filter((one) => one !== 'aws-chunked' && one !== '');
  return kept.length === 0 ? rest : { ...rest, 'content-encoding': kept.join(', ') };
}

async function* checked(req: IncomingMessage, isChunked: boolean): AsyncGenerator<Buffer> {
  const { headers } = req;
  const decoder = isChunked ? new ChunkedDecoder() : undefined;
  const digests = digestsOf(headers);
  let length = 0;
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      for (const bytes of decoder?.push(chunk) ?? [chunk]) {
        for (const digest of digests) digest.update(bytes);
        length += bytes.length;
        yield bytes;
      }
    }
    const wanted = headers['x-amz-decoded-content-length'];
    const isShort = wanted !== undefined && Number(wanted) !== length;
    if (isShort || decoder?.hasEnded === false) {
      throw new S3Error('IncompleteBody', 'The request body terminated unexpectedly');
    }
    for (const digest of digests) {
      const given = decoder?.trailers.get(digest.name) ?? headers[digest.name];
      if (given !== digest.base64()) {
        throw new S3Error(
          'BadDigest',
          `The ${digest.name} you specified did not match what we received.`,
        );
      }
    }
  } finally {
    // What nobody read would hold the connection: after a refusal the rest is thrown away.
    req.resume();
  }
}

function digestsOf(headers: IncomingHttpHeaders): Digest[] {
  const trailer = String(headers['x-amz-trailer'] ?? '').trim();
  return Object.entries(DIGESTS)
    .filter(([name]) => headers[name] !== undefined || name === trailer)
    .map(([, make]) => make());
}

function crc32Digest(): Digest {
  let value = 0;
  return {
    name: `${CHECKSUM}crc32`,
    update(bytes) {
      value = crc32(bytes, value);
    },
    base64() {
      const octets = Buffer.alloc(4);
      octets.writeUInt32BE(value);
      return octets.toString('base64');
    },
  };
}

function hashDigest(name: string, hash: Hash): Digest {
  return { name, update: (bytes) => hash.update(bytes), base64: () => hash.digest('base64') };
}
