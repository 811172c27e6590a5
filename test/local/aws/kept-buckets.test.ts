import {
  GetBucketCorsCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { scratchFolder } from '../scratch-folder.ts';
import { startAws } from './aws-stack.ts';

const Bucket = 'mail';
const stack = await startAws(scratchFolder());
const s3 = new S3Client({ ...stack.client, forcePathStyle: true });

const allowOrigin = (origin: string) =>
  s3.send(
    new PutBucketCorsCommand({
      Bucket,
      CORSConfiguration: {
        CORSRules: [{ AllowedOrigins: [origin], AllowedMethods: ['GET'], AllowedHeaders: ['*'] }],
      },
    }),
  );

test('the CORS settings of a bucket that change hold for the next request', async () => {
  for (const origin of ['https://a.example', 'https://b.example']) {
    await allowOrigin(origin);
    const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket }));
    expect(CORSRules?.map(({ AllowedOrigins }) => AllowedOrigins)).toEqual([[origin]]);
  }
});

test.each([256 * 1024, 256 * 1024 + 1, 3_000_000])(
  'an object of %i octets is given whole and in parts',
  async (size) => {
    const Body = Buffer.alloc(size, 'abcdefg');
    const Key = `of ${size}`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const read = async (Range?: string) => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range && { Range }) }));
      return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
    };
    expect((await read()).equals(Body)).toBe(true);
    expect((await read('bytes=10-')).equals(Body.subarray(10))).toBe(true);
    expect((await read('bytes=-11')).equals(Body.subarray(size - 11))).toBe(true);
  },
);
