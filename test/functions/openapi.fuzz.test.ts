import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { createApiKey } from '../../adapters/api-keys.ts';
import { keys } from '../../adapters/secrets.ts';
import { openSession, readSession } from '../../adapters/sessions.ts';
import { INSTALLATION, type Reach } from '../../domain/access/caller.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler } from '../../functions/api/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { type Operation, plainRequest, type Request, requestsFor } from './openapi-requests.ts';
import { ADA, openWholeWorld } from './whole-world.ts';

const world = await openWholeWorld();
const { mac } = await keys();
Object.assign(process.env, { HOLD_SECONDS: '60', OWNERS: 'owner@example.test' });

async function keyFor(reach: Reach): Promise<Fields> {
  const chance = crypto.getRandomValues(new Uint8Array(38));
  const key = await createApiKey(chance, ['admin'], '2027-01-01T00:00:00Z', reach);
  return { authorization: `Bearer ${key}` };
}

type Fields = Readonly<Record<string, string>>;
const owner = await keyFor(INSTALLATION);
const cookie = await openSession('owner@example.test', new Date());
const session = await readSession(cookie, new Date());
const signedIn = { cookie: `__Host-convoke=${cookie}`, 'x-csrf': session?.csrf ?? '' };
const NOBODY: Fields = {};
const CALLERS = [owner, await keyFor({ kind: 'organizer', address: ADA }), signedIn, NOBODY];

async function send(method: string, { path, headers, body }: Request, who: Fields) {
  const { cookie, ...fields } = who;
  const event = apiEvent(method, path, {
    headers: { ...headers, ...fields },
    ...(body !== undefined && { body }),
  });
  return handler({ ...event, ...(cookie && { cookies: [cookie] }) }, contextOf('api'));
}

type Document = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { schemas: Readonly<Record<string, object>> };
}>;

/** As a client gets it. */
const served = await send('GET', { path: '/v1/openapi.json', headers: {} }, NOBODY);
const document = JSON.parse(served.body ?? '') as Document;

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
const typeOf = (schema: object = {}) => z.fromJSONSchema(schema as JsonSchema);
const problem = typeOf(document.components.schemas.Problem);

/** Whether a body is what the operation says of a status. @returns what is wrong */
function checkerOf({ responses }: Operation) {
  const fits = Object.fromEntries(
    Object.entries(responses).flatMap(([status, { content }]) => {
      const schema = content?.['application/json']?.schema;
      return schema ? [[status, typeOf(schema)] as const] : [];
    }),
  );
  return ({ statusCode = 0, headers = {}, body = '' }: Awaited<ReturnType<typeof handler>>) => {
    const isDocumented = String(statusCode) in responses;
    if (!isDocumented && statusCode < 400) return `status ${statusCode} is not documented`;
    if (isDocumented && statusCode >= 300) return headers.location ? undefined : 'no Location';
    const check = isDocumented ? fits[statusCode] : problem;
    const type = isDocumented ? 'application/json' : 'application/problem+json';
    if (headers['content-type'] !== type) return `content-type ${headers['content-type']}`;
    const value: unknown = JSON.parse(body);
    const read = check?.safeParse(value);
    if (!read?.success) return `${read?.error.message}: ${body.slice(0, 500)}`;
    const { status } = value as { status?: number };
    return isDocumented || status === statusCode ? undefined : `it says status ${status}`;
  };
}

/** What reads comes first, while there is little to count; last, what ends things that others ask about. */
const ENDS = [
  'deleteWebhook',
  'deleteList',
  'blockOrganizer',
  'blockEvent',
  'cancelEvent',
  'signOut',
];

const placeOf = ({ operation }: Readonly<{ operation: Operation }>) =>
  operation['x-scope'] === 'read' ? -2 : ENDS.indexOf(operation.operationId);

const operations = Object.entries(document.paths)
  .flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...{ method: method.toUpperCase(), path, operation },
    })),
  )
  .sort((a, b) => placeOf(a) - placeOf(b));

const webhook = await send(
  'POST',
  {
    path: '/v1/webhooks',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://hooks.example.net/', types: ['run.finished'] }),
  },
  owner,
);
await send(
  'PATCH',
  {
    path: `/v1/events/${world.own.eventId}`,
    headers: { 'content-type': 'application/json' },
    body: '{"page":{"public":true}}',
  },
  owner,
);
const { webhookId = '' } = JSON.parse(webhook.body ?? '{}') as { webhookId?: string };
const own = { ...world.own, webhookId, guestKey: guestKeyOf(mac, ADA), vendor: 'mailchimp' };

/** More of them: `CONVOKE_REQUESTS=200 npm test -- test/functions/openapi.fuzz` */
const RUNS = Number(process.env.CONVOKE_REQUESTS ?? 12);

/** Operations that answered what they are for, at least once. */
const isServed = new Set<string>();

test.each(operations)('whatever $method $path is asked, it answers as documented', async (each) => {
  const { method, path, operation } = each;
  const wrongWith = checkerOf(operation);
  const requests = requestsFor(path, operation, own);
  const plain = plainRequest(path, operation, own);
  await fc.assert(
    fc.asyncProperty(requests, fc.constantFrom(...CALLERS), async (request, who) => {
      const answer = await send(method, request, who);
      const status = answer.statusCode ?? 0;
      if (status < 400) isServed.add(operation.operationId);
      const told = `${answer.body ?? ''}`.slice(0, 300);
      expect([told, status < 500]).toEqual([told, true]);
      expect(wrongWith(answer)).toBeUndefined();
    }),
    {
      numRuns: operation.requestBody ? RUNS : RUNS / 2,
      examples: CALLERS.map((who) => [plain, who]),
    },
  );
});

/** What is refused here for what this world lacks: a run or a mail that waits, a guest, somebody who asked, a list that no run waits for. */
const LACKING = [
  ...['resendToGuest', 'rescheduleRun', 'unscheduleRun', 'acceptMail', 'refuseMail'],
  ...['signInByCode', 'deleteSuppression', 'acceptAsk', 'refuseAsk', 'replayFacts', 'deleteList'],
];

test('the others did what they are for at least once: else only refusals were looked at', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  const never = names.filter((name) => !isServed.has(name) && !LACKING.includes(name));
  expect([never, names.length]).toEqual([[], operations.length]);
});
