import * as z from 'zod';
import type { Caller } from '../../domain/access/caller.ts';
import type { RouteSpec } from '../../manifest-routes.ts';

/** A request, checked against its endpoint's schemas. */
export type ApiRequest<Query, Body> = Readonly<{
  /** Path parameters, `{name}` in the route, decoded. */
  params: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  /** Who asks, and what they reach; of a public route `NOBODY`. */
  caller: Caller;
  /** The If-Match field, as it came. */
  ifMatch: string | undefined;
  now: Date;
  /** Cookies that came, and `Set-Cookie` lines that go. */
  cookies: Readonly<{
    session: string | undefined;
    asking: string | undefined;
    set(lines: readonly string[]): void;
  }>;
}>;

/** What a route takes and gives; the OpenAPI document is made from it. */
export type Endpoint = Readonly<{
  summary: string;
  description?: string;
  query: z.ZodType;
  body: z.ZodType | undefined;
  status: 200 | 201 | 202;
  answer: z.ZodType;
  /** If-Match is honoured. */
  conditional: boolean;
  /** False for what must not be stored for a repeated request: a secret, or an answer to nobody in particular. */
  once: boolean;
  handle(request: ApiRequest<never, never>): Promise<unknown>;
  /** Entity tag of an answer. */
  etag?(answer: never): string;
  /** Handles a body of `text/calendar` instead of `handle`; gets it as text. */
  calendar?(request: ApiRequest<never, string>): Promise<unknown>;
}>;

/** No query. */
const NOTHING = z.object({});

/** An endpoint whose `handle` gets the types of its schemas. */
export function endpoint<Answer, Query = Record<string, never>, Body = undefined>(spec: {
  summary: string;
  description?: string;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  status?: 200 | 201 | 202;
  answer: z.ZodType<Answer>;
  conditional?: boolean;
  once?: boolean;
  handle(request: ApiRequest<Query, Body>): Promise<Answer>;
  etag?(answer: Answer): string;
  calendar?(request: ApiRequest<Query, string>): Promise<Answer>;
}): Endpoint {
  const { query = NOTHING, body, status = 200, conditional = false, once = true, ...rest } = spec;
  return { ...rest, query, body, status, conditional, once } as Endpoint;
}

/** True when an `Idempotency-Key` is honoured: it belongs to a caller, and a public route has none. */
export const isRepeatable = ({ method, scope }: RouteSpec, { once }: Endpoint): boolean =>
  method !== 'GET' && once && scope !== 'public';

/** `limit` and `cursor` of every list. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2_000).optional(),
});

/** The answer of every list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });
