import * as z from 'zod';
import type { RouteSpec } from '../../manifest-routes.ts';
import { type Endpoint, isRepeatable } from './endpoint.ts';
import { ROUTED } from './endpoints.ts';
import { PROBLEMS } from './problem.ts';

type Schema = Record<string, unknown>;

const schemaOf = (type: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema;
};

function parametersOf(path: string, { query }: Endpoint): Schema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Schema>;
    required?: readonly string[];
  };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', schema },
    ...(required.includes(name) && { required: true }),
  }));
  return [...inPath, ...inQuery];
}

const json = (schema: Schema) => ({ 'application/json': { schema } });

const PROBLEM = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', maxLength: 128 },
  description: 'The same key and body within 24 hours get the first answer again.',
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  schema: { type: 'string' },
  description: 'The ETag of what you read: 412 if it was changed since.',
};

const SECURITY = {
  any: [{ key: [] }, { session: [], csrf: [] }],
  session: [{ session: [], csrf: [] }],
} as const;

function headersOf(route: RouteSpec, endpoint: Endpoint): Schema[] {
  const { conditional } = endpoint;
  const headers = isRepeatable(route, endpoint) ? [IDEMPOTENCY_KEY] : [];
  return [...headers, ...(conditional ? [IF_MATCH] : [])];
}

function responsesOf({ status, summary, answer, etag }: Endpoint): Schema {
  const tagged = etag && { headers: { ETag: { schema: { type: 'string' } } } };
  const ok = { description: summary, ...tagged, content: json(schemaOf(answer, 'output')) };
  return { [status]: ok, default: PROBLEM };
}

function operationOf(route: RouteSpec, endpoint: Endpoint): Schema {
  const { name, path, scope } = route;
  const { summary, description, body } = endpoint;
  return {
    operationId: name,
    summary,
    ...(description && { description }),
    ...(scope !== 'public' && { security: SECURITY[scope === 'session' ? 'session' : 'any'] }),
    'x-scope': scope,
    parameters: [...parametersOf(path, endpoint), ...headersOf(route, endpoint)],
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: {
          ...json(schemaOf(body, 'input')),
          ...(endpoint.calendar && { 'text/calendar': { schema: { type: 'string' } } }),
        },
      },
    }),
    responses: responsesOf(endpoint),
  };
}

/** The OpenAPI 3.1 document of the API, made from the definitions that serve it. */
export function openApi(server: string): Schema {
  const paths: Record<string, Schema> = {};
  for (const { route, endpoint } of ROUTED) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, endpoint),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Convoke', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-convoke' },
        csrf: {
          ...{ type: 'apiKey', in: 'header', name: 'x-csrf' },
          description: 'The `csrf` of GET /v1/session; not needed by GET.',
        },
      },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string', enum: Object.keys(PROBLEMS) },
            detail: { type: 'string' },
          },
        },
      },
    },
  };
}
