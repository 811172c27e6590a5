import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { keys } from '../../adapters/secrets.ts';
import { openSession } from '../../adapters/sessions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import { handler as api } from '../../functions/api/handler.ts';
import { PAGES } from '../../manifest-pages.ts';
import { ROUTES } from '../../manifest-routes.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';
import { ADA, openWholeWorld, wholeTable } from './whole-world.ts';

const world = await openWholeWorld();
process.env.OWNERS = 'owner@example.test';
const { mac, currentKeyId } = await keys();
const session = await openSession('owner@example.test', new Date());

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

async function handlerOf(name: string): Promise<Handler> {
  const module: unknown = await import(`../../functions/${name}/handler.ts`);
  return (module as { handler: Handler }).handler;
}

/** For each place in a path what there is, and what a link of ours would have there. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(world.own).map(([name, value]) => [name, [value]])),
  code: ['not_found'],
  guestKey: [guestKeyOf(mac, ADA)],
  token: [
    sealToken(mac, 'unsubscribe', guestKeyOf(mac, ADA), currentKeyId),
    sealToken(mac, 'confirm', 'adasmail', currentKeyId),
    'a'.repeat(78),
  ],
};

/** Every path, with every value in its places. */
const pathsOf = (path: string): readonly string[] => {
  const [place, name = ''] = /\{(\w+)\}/.exec(path) ?? [];
  if (place === undefined) return [path];
  return (VALUES[name] ?? ['nothing']).flatMap((value) => pathsOf(path.replace(place, value)));
};

const paramsIn = (pattern: string, path: string): Record<string, string> => {
  const named = new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  return { ...named.exec(path)?.groups };
};

type Visit = Readonly<{ name: string; pattern: string; path: string; handler: Handler }>;

const routes: readonly Visit[] = ROUTES.filter(({ method }) => method === 'GET').flatMap((route) =>
  pathsOf(route.path).map((path) => ({ name: 'api', pattern: route.path, path, handler: api })),
);

const pages: readonly Visit[] = (
  await Promise.all(
    PAGES.filter(({ methods }) => methods.some((method) => method === 'GET')).map(async (page) => {
      const handler = await handlerOf(page.function);
      return pathsOf(page.path).map((path) => ({
        ...{ name: page.function, pattern: page.path, path, handler },
      }));
    }),
  )
).flat();

async function visit({ name, pattern, path, handler }: Visit, method: string): Promise<number> {
  const event = apiEvent(method, path, {
    params: paramsIn(pattern, path),
    headers: { accept: 'text/csv, application/x-ndjson, text/html, */*' },
  });
  const answer = await handler(
    { ...event, cookies: [`__Host-convoke=${session}`] },
    contextOf(name),
  );
  return answer.statusCode ?? 200;
}

/** What mail scanners send first. */
const HEADS = ['HEAD', 'HEAD', 'HEAD'] as const;

test('A82 GET and HEAD of every route and page, three times, leave everything as it is and mail nobody', async () => {
  const before = [await wholeTable(), [...world.objects]];
  const commands = world.states.calls().length;
  for (const each of [...routes, ...pages]) {
    for (const method of [...HEADS, 'GET', 'GET', 'GET']) {
      const status = await visit(each, method);
      expect([method, each.path, status < 500]).toEqual([method, each.path, true]);
    }
  }
  expect([await wholeTable(), [...world.objects]]).toEqual(before);
  expect(world.states.calls()).toHaveLength(commands);
  expect(world.ses.commandCalls(SendEmailCommand)).toEqual([]);
}, 120_000);

test('the routes answer what was asked for: else nothing was looked at', async () => {
  const answers = await Promise.all(routes.map((each) => visit(each, 'GET')));
  expect(answers.filter((status) => status === 200).length).toBeGreaterThan(20);
});
