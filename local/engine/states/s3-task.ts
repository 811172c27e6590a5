import { randomUUID } from 'node:crypto';
import { isObject, payloadLimitBytes, payloadOf } from '../payload.ts';
import type { TaskCall } from './task.ts';

/** `aws-sdk:s3:getObject`: the body as text and its length, none of the other attributes. */
export const getObject: TaskCall = async (visit, input) => {
  const { Bucket: bucket, Key: key, VersionId: version } = isObject(input.value) ? input.value : {};
  if (typeof bucket !== 'string' || typeof key !== 'string') {
    const cause = 'Bucket and Key must be strings';
    return { ok: false, error: 'S3.S3Exception', cause };
  }
  const { ports } = visit.scope.execution.engine;
  const versionId = typeof version === 'string' ? version : undefined;
  const object = await ports.readObject(bucket, key, versionId);
  if (object === undefined) {
    const ids = `Request ID: ${randomUUID()}, Extended Request ID: ${randomUUID()}`;
    const cause = `The specified key does not exist. (Service: S3, Status Code: 404, ${ids})`;
    return { ok: false, error: 'S3.NoSuchKeyException', cause };
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of object) {
    chunks.push(chunk);
    length += chunk.length;
    // Over the limit the task fails anyway: what was read is enough to show it.
    if (length > payloadLimitBytes) break;
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return { ok: true, output: payloadOf({ Body: body, ContentLength: length }) };
};
