import * as z from 'zod';
import type { Endpoint } from './endpoint.ts';
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
  const properties = (schemaOf(query, 'input').properties ?? {}) as Record<string, Schema>;
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    schema,
  }));
  return [...inPath, ...inQuery];
}

const json = (schema: Schema) => ({ 'application/json': { schema } });

const PROBLEM = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function operationOf(name: string, path: string, scope: string, endpoint: Endpoint): Schema {
  const idempotent = endpoint.body !== undefined;
  const header = {
    name: 'Idempotency-Key',
    in: 'header',
    schema: { type: 'string', maxLength: 128 },
    description: 'The same key and body within 24 hours get the first answer again.',
  };
  return {
    operationId: name,
    summary: endpoint.summary,
    ...(endpoint.description && { description: endpoint.description }),
    ...(scope !== 'public' && { security: [{ key: [] }] }),
    'x-scope': scope,
    parameters: [...parametersOf(path, endpoint), ...(idempotent ? [header] : [])],
    ...(endpoint.body && {
      requestBody: { required: true, content: json(schemaOf(endpoint.body, 'input')) },
    }),
    responses: {
      [endpoint.status]: {
        description: endpoint.summary,
        content: json(schemaOf(endpoint.answer, 'output')),
      },
      default: PROBLEM,
    },
  };
}

/** The OpenAPI 3.1 document of the API, made from the definitions that serve it. */
export function openApi(server: string): Schema {
  const paths: Record<string, Schema> = {};
  for (const { route, endpoint } of ROUTED) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route.name, route.path, route.scope, endpoint),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Convoke', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
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
