import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** What signs a request. */
export type Credentials = Readonly<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}>;

/** Where a signature is good: `ses` in a region. */
export type SigningScope = Readonly<{ service: string; region: string }>;

/** A POST without a query, and without a header that Signature Version 4 makes. */
export type UnsignedPost = Readonly<{
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

type DayKey = Readonly<{ name: string; key: KeyObject }>;

/**
 * A signer of Signature Version 4 for the one kind of request that is made once for each guest.
 *
 * The SDK's own signer gives the same header (a test holds them equal) for three times the time: it clones,
 * sorts and awaits for any request there is, and makes its keys anew (docs/decisions/0017).
 */
export function postSigner({ service, region }: SigningScope) {
  let last: DayKey | undefined;
  const keyOf = ({ accessKeyId, secretAccessKey }: Credentials, day: string): KeyObject => {
    const name = `${day} ${accessKeyId} ${secretAccessKey}`;
    if (last?.name !== name) {
      const key = [region, service, 'aws4_request'].reduce(
        hmac,
        hmac(`AWS4${secretAccessKey}`, day),
      );
      // A key object: with the octets of a key each HMAC takes seven times as long.
      last = { name, key: createSecretKey(key) };
    }
    return last.key;
  };
  return (
    { path, headers, body }: UnsignedPost,
    credentials: Credentials,
    now: Date,
  ): Record<string, string> => {
    const at = now.toISOString().replace(/[-:]|\.\d+/g, '');
    const day = at.slice(0, 8);
    const digest = hash('sha256', body);
    const all: Record<string, string> = {
      ...headers,
      'x-amz-content-sha256': digest,
      'x-amz-date': at,
      ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
    };
    // A proxy may change `user-agent`: AWS does not want it signed.
    const names = Object.keys(all)
      .filter((name) => name !== 'user-agent')
      .sort();
    const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
    const canonical = `POST\n${path}\n\n${lines}\n${names.join(';')}\n${digest}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `${ALGORITHM}\n${at}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = createHmac('sha256', keyOf(credentials, day)).update(text).digest('hex');
    all.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return all;
  };
}
