import { hash } from 'node:crypto';
import { type Hmac, hmacSha256 } from './hmac.ts';

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
const TOKEN = 'x-amz-security-token';

const derive = (key: Buffer, text: string): Buffer => hmacSha256(key)(text);

/** A proxy may change `user-agent`: AWS does not want it signed. */
const signedNames = (headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(headers)
    .filter((name) => name !== 'user-agent')
    .sort();

type DayKey = Readonly<{ name: string; hmac: Hmac }>;

/**
 * A signer of Signature Version 4 for the one kind of request that is made once for each guest.
 *
 * The SDK's own signer gives the same header (a test holds them equal) for three times the time: it clones,
 * sorts and awaits for any request there is, and makes its keys anew (docs/decisions/0017).
 */
export function postSigner({ service, region }: SigningScope) {
  let last: DayKey | undefined;
  // The instant of the requests of one second, and the sorted names of those whose headers are one object.
  let [second, at] = [-1, ''];
  let [shape, names] = [{}, [] as readonly string[]];
  const keyOf = ({ accessKeyId, secretAccessKey }: Credentials, day: string): Hmac => {
    const name = `${day} ${accessKeyId} ${secretAccessKey}`;
    if (last?.name !== name) {
      const secret = Buffer.from(`AWS4${secretAccessKey}`);
      const key = [day, region, service, 'aws4_request'].reduce(derive, secret);
      last = { name, hmac: hmacSha256(key) };
    }
    return last.hmac;
  };
  return (
    { path, headers, body }: UnsignedPost,
    credentials: Credentials,
    now: Date,
  ): Record<string, string> => {
    const epoch = Math.floor(now.getTime() / 1_000);
    if (epoch !== second) at = now.toISOString().replace(/[-:]|\.\d+/g, '');
    second = epoch;
    const day = at.slice(0, 8);
    const digest = hash('sha256', body);
    const all: Record<string, string> = {
      ...headers,
      'x-amz-content-sha256': digest,
      'x-amz-date': at,
      ...(credentials.sessionToken && { [TOKEN]: credentials.sessionToken }),
    };
    // Only a token comes and goes beside the headers of a shape, and no name but its own.
    if (headers !== shape || !credentials.sessionToken === names.includes(TOKEN))
      names = signedNames(all);
    shape = headers;
    const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
    const canonical = `POST\n${path}\n\n${lines}\n${names.join(';')}\n${digest}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = `${ALGORITHM}\n${at}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = keyOf(credentials, day)(text).toString('hex');
    all.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return all;
  };
}
