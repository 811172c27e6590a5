import { expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Endpoint } from '../../functions/api/endpoint.ts';
import { ENDPOINTS } from '../../functions/api/endpoints.ts';
import { openApi } from '../../functions/api/openapi.ts';
import { PROBLEMS } from '../../functions/api/problem.ts';
import { DOCUMENTS, ROUTES } from '../../manifest-routes.ts';

/** As a client gets it: through JSON. */
const documented = JSON.parse(JSON.stringify(openApi('https://convoke.example.test'))) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties: { code: { enum: string[] } } }> };
};
type Operation = Readonly<{
  operationId: string;
  security?: unknown;
  'x-scope': string;
  parameters: readonly { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}>;

const operationOf = (method: string, path: string) =>
  documented.paths[path]?.[method.toLowerCase()];

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(documented));
  expect([errors, valid]).toEqual([undefined, true]);
  expect(validator.version).toBe('3.1');
});

test('a document with a mistake is not valid: the validator looks', async () => {
  const wrong = structuredClone(documented) as unknown as Record<string, unknown>;
  wrong.paths = { events: { get: { responses: 1 } } };
  expect((await new Validator().validate(wrong)).valid).toBe(false);
});

const described = ROUTES.filter(({ name }) => !DOCUMENTS.some((document) => document === name));

test.each(described)('$method $path is described, with what its key must be good for', (route) => {
  const operation = operationOf(route.method, route.path);
  expect(operation).toMatchObject({ operationId: route.name, 'x-scope': route.scope });
  expect(operation?.security !== undefined).toBe(route.scope !== 'public');
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = operation?.parameters ?? [];
  expect(parameters.filter((p) => p.in === 'path').map(({ name }) => name)).toEqual(inPath);
  const { body, status, conditional, once } = ENDPOINTS[
    route.name as keyof typeof ENDPOINTS
  ] as Endpoint;
  expect(operation?.requestBody !== undefined).toBe(body !== undefined);
  expect(Object.keys(operation?.responses ?? {})).toEqual([String(status), 'default']);
  const headers = parameters.filter((p) => p.in === 'header').map(({ name }) => name);
  const isRepeatable = route.method !== 'GET' && once && route.scope !== 'public';
  const idempotent = isRepeatable ? ['Idempotency-Key'] : [];
  expect(headers).toEqual([...idempotent, ...(conditional ? ['If-Match'] : [])]);
});

test('nothing is described that the manifest does not have', () => {
  const operations = Object.entries(documented.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.sort()).toEqual(
    described.map(({ method, path }) => `${method} ${path}`).sort(),
  );
});

test('the problem codes are those that the API answers', () => {
  const { code } = documented.components.schemas.Problem?.properties ?? {};
  expect(code?.enum).toEqual(Object.keys(PROBLEMS));
});
