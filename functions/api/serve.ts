import { hash } from 'node:crypto';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { z } from 'zod';
import { noteAct } from '../../adapters/audit.ts';
import { giveBackTurn, takeTurn } from '../../adapters/once.ts';
import { table, tableName } from '../../adapters/table.ts';
import { actOf, type Served } from '../../domain/access/act.ts';
import { isAudited, type RouteSpec } from '../../manifest-routes.ts';
import { cookieOf } from '../cookies.ts';
import { type Answer, json } from './answer.ts';
import { authorize } from './authorize.ts';
import { type ApiRequest, type Endpoint, isRepeatable } from './endpoint.ts';
import { Problem } from './problem.ts';
import { isOfType, jsonOf, textOf } from './read-body.ts';

/** How long an Idempotency-Key is remembered: 24 hours, as with other mail APIs (security.md 2.1). */
const KEY_LIFETIME_SECONDS = 86_400;

function check<T>(type: z.ZodType<T>, value: unknown, where: string): T {
  const read = type.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = [where, ...(issue?.path ?? [])].join('.');
  throw new Problem('bad_request', `${path}: ${issue?.message ?? 'does not fit'}`);
}

/** The body by its schema; none at all where the schema does without. */
function bodyOf({ body: type }: Endpoint, event: APIGatewayProxyEventV2): unknown {
  if (type === undefined) return undefined;
  const isOptional = type.safeParse(undefined).success;
  return check(type, isOptional && !event.body ? undefined : jsonOf(event), 'body');
}

type Checked = ApiRequest<unknown, unknown>;

/** A part of a path as it is meant: `ada%40corp.example` is an address. What is badly encoded stays as it came. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * Puts what was done on the audit trail: here, so that no route goes without, and behind the answer that is remembered for
 * a key. Where it cannot be written down the request is answered as failed; whoever asks again with the key finds it done
 * once, and has that on record.
 *
 * @param key names the request; the same is noted once
 */
async function record(
  route: RouteSpec,
  done: Omit<Served, 'route'>,
  now: Date,
  key?: string,
): Promise<void> {
  if (!isAudited(route)) return;
  // Callers choose their keys, and may write an address in them.
  const turn = key === undefined ? undefined : `act#${route.name}#${hash('sha256', key)}`;
  if (turn !== undefined && !(await takeTurn(turn, now.getTime(), KEY_LIFETIME_SECONDS))) return;
  try {
    await noteAct((keyOf) => actOf({ ...done, route }, keyOf), now);
  } catch (error) {
    if (turn !== undefined) await giveBackTurn(turn);
    throw error;
  }
}

/** The same key with the same body gets the first answer again; with another body, a problem. */
function runOnce(
  name: string,
  handle: (request: Checked) => Promise<unknown>,
  id: string,
  request: Checked,
  context: Context,
) {
  const { body, params } = request;
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    payloadValidationJmesPath: '[body, params]',
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: KEY_LIFETIME_SECONDS,
    lambdaContext: context,
  });
  const persistenceStore = new DynamoDBPersistenceLayer({
    tableName: tableName(),
    awsSdkV3Client: table,
    keyAttr: 'pk',
    sortKeyAttr: 'sk',
    staticPkValue: `IDEMPOTENCY#${name}`,
    expiryAttr: 'ttl',
  });
  const run = makeIdempotent(
    async (_: { id: string; body: unknown; params: unknown }) =>
      (await handle(request)) as Record<string, never>,
    { persistenceStore, config, dataIndexArgument: 0 },
  );
  return run({ id, body, params });
}

/** Serves one request of a route: caller, schemas, idempotency, then the endpoint's own work. */
export async function serve(
  route: RouteSpec,
  endpoint: Endpoint,
  event: APIGatewayProxyEventV2,
  context: Context,
): Promise<Answer> {
  const now = new Date();
  const caller = await authorize(event, route, now);
  const params = Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, decoded(value ?? '')]),
  );
  const query = check(endpoint.query, event.queryStringParameters ?? {}, 'query');
  const isCalendar = endpoint.calendar !== undefined && isOfType(event, 'text/calendar');
  const body = isCalendar ? textOf(event) : bodyOf(endpoint, event);
  const handle = (isCalendar && endpoint.calendar) || endpoint.handle;
  const ifMatch = event.headers['if-match'];
  const lines: string[] = [];
  const request: Checked = {
    ...{ params, query, body, caller, ifMatch, now },
    cookies: {
      session: cookieOf(event, 'session'),
      asking: cookieOf(event, 'asking'),
      set: (more) => lines.push(...more),
    },
  };
  const given = isRepeatable(route, endpoint) && event.headers['idempotency-key'];
  const key = given ? `${caller.id}#${given.slice(0, 128)}` : undefined;
  const work = async (checked: Checked): Promise<unknown> => handle(checked as never);
  const answer =
    key === undefined
      ? await work(request)
      : await runOnce(route.name, work, key, request, context);
  await record(route, { caller, params, body, answer }, now, key);
  const etag = endpoint.etag?.(answer as never);
  const answered = json(endpoint.status, answer, etag === undefined ? {} : { etag });
  return lines.length > 0 ? { ...answered, cookies: lines } : answered;
}
