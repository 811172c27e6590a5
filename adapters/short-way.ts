import type { MiddlewareStack } from '@smithy/types';
import { type Answer, openConnections, type Post } from './post-http.ts';
import { type Credentials, postSigner } from './sign-post.ts';

/** A request of the SDK, as far as it matters here. */
type SdkRequest = Readonly<{
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  headers: Readonly<Record<string, string>>;
}>;

/** What the official client sends for every command of a kind alike. */
type Shape = Pick<SdkRequest, 'path' | 'headers'> & Readonly<{ post: Post | undefined }>;

/** A client of the SDK, as far as it matters here. */
export type ShortenedClient<Input extends object, Output extends object> = Readonly<{
  config: Readonly<{ credentials(): Promise<Credentials>; region(): Promise<string> }>;
  middlewareStack: MiddlewareStack<Input, Output>;
}>;

/** How the commands of one service are shortened. */
export type ShortWay<Input, Output> = Readonly<{
  /** As a signature names the service. */
  service: string;
  /** Names of the commands; all others go the official way. */
  commands: readonly string[];
  /** After which a request rejects without a word; nothing of it is posted later. @default as long as it takes */
  timeoutMs?: number;
  bodyOf(input: Input): Buffer;
  /** What an answer says; undefined where the official client is to ask again. @throws for an error that is an answer */
  read(answer: Answer): Output | undefined;
  /** Whether the official client asks again when no answer came: only where twice is as good as once. */
  isRepeatable: boolean;
}>;

/** Headers that are made for each request, and those with which the SDK counts its attempts for AWS's statistics. */
const MADE_EACH_TIME = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'content-length',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
]);

/**
 * Lets some commands of an official client take a short way: serialized, signed and posted by Node's undici with
 * nothing in between. A quarter of the CPU time (docs/decisions/0017).
 *
 * The first command of each kind goes the official way and shows endpoint, path and headers; credentials are always the
 * client's. A test holds the requests equal. On a Node that hides its undici all go the official way.
 *
 * @param client with `cacheMiddleware`
 */
export function addShortWay<Input extends object, Output extends object>(
  client: ShortenedClient<Input, Output>,
  way: ShortWay<Input, Output>,
): void {
  const { config, middlewareStack } = client;
  const shapes = new Map<string | undefined, Shape>();
  const posts = new Map<string, Post | undefined>();
  let sign: ReturnType<typeof postSigner> | undefined;
  const postTo = (origin: string): Post | undefined => {
    if (!posts.has(origin)) posts.set(origin, openConnections(origin, way.timeoutMs));
    return posts.get(origin);
  };
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { path, headers, post } = shapes.get(commandName) ?? {};
        if (!post || path === undefined || headers === undefined) return next(args);
        sign ??= postSigner({ service: way.service, region: await config.region() });
        const body = way.bodyOf(args.input);
        const signed = sign({ path, headers, body }, await config.credentials(), new Date());
        const answer = await post(path, signed, body).catch((error: unknown) => {
          if (!way.isRepeatable) throw error;
          return undefined;
        });
        const output = answer && way.read(answer);
        return output === undefined ? next(args) : { output, response: {} };
      },
    { step: 'initialize', priority: 'high', name: 'shortWay' },
  );
  middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName !== undefined && way.commands.includes(commandName)) {
          const { protocol, hostname, port, path, headers } = args.request as SdkRequest;
          const kept = Object.entries(headers).filter(([name]) => !MADE_EACH_TIME.has(name));
          const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
          shapes.set(commandName, {
            path,
            headers: Object.fromEntries(kept),
            post: postTo(origin),
          });
        }
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'shortWayShape' },
  );
}
