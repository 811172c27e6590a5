import { expect, test } from '@jest/globals';
import { hasScope, type Scope } from '../../domain/access/caller.ts';
import { openApi } from '../../functions/api/openapi.ts';
import { DOCUMENTS, ROUTES, type RouteSpec } from '../../manifest-routes.ts';
import { type Ask, askAsNobody, askFor, askSignedIn, askWith } from './ask-api.ts';
import { type Schema, sampleOf } from './from-schema.ts';
import { ADA, openWholeWorld } from './whole-world.ts';

const world = await openWholeWorld();
const BOB = 'bob@corp.example';
const OWNER = 'owner@example.test';
process.env.OWNERS = OWNER;
process.env.ORGANIZERS = '*@corp.example';

type Who = Readonly<{
  name: string;
  ask: Ask;
  scopes: readonly Scope[];
  reach: 'all' | 'own' | 'foreign';
  via: 'key' | 'session' | 'nobody';
}>;

const ALL: readonly Scope[] = ['admin'];
const callers: readonly Who[] = [
  {
    name: 'nobody',
    ask: askAsNobody,
    scopes: [],
    reach: 'foreign',
    via: 'nobody',
  },
  ...(await Promise.all(
    (['read', 'send', 'admin'] as const).map(async (scope): Promise<Who> => {
      const name = `a key of the installation for ${scope}`;
      return { name, ask: await askWith(scope), scopes: [scope], reach: 'all', via: 'key' };
    }),
  )),
  { name: 'a key of Ada', ask: world.ada, scopes: ALL, reach: 'own', via: 'key' },
  {
    name: 'a key of Bob',
    ask: await askFor(BOB, 'admin'),
    scopes: ALL,
    reach: 'foreign',
    via: 'key',
  },
  { name: 'Ada', ask: await askSignedIn(ADA), scopes: ALL, reach: 'own', via: 'session' },
  { name: 'Bob', ask: await askSignedIn(BOB), scopes: ALL, reach: 'foreign', via: 'session' },
  { name: 'the owner', ask: await askSignedIn(OWNER), scopes: ALL, reach: 'all', via: 'session' },
];

/** What the manifest says that a caller is answered, before it is looked at what the ids of the request name. */
function refusal({ scope, reach }: RouteSpec, who: Who): string | undefined {
  if (scope === 'public') return undefined;
  if (scope === 'session') return who.via === 'session' ? undefined : 'not_signed_in';
  if (who.via === 'nobody') return 'key_missing';
  if (!hasScope({ ...who, id: '', reach: { kind: 'nobody' } }, scope)) return 'scope';
  return reach === 'installation' && who.reach !== 'all' ? 'reach' : undefined;
}

const documented = openApi('https://convoke.example.test') as {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>
  >;
};

function bodyFor({ method, path }: RouteSpec): unknown {
  const content = documented.paths[path]?.[method.toLowerCase()]?.requestBody?.content;
  const body = content && sampleOf(content['application/json']?.schema ?? {});
  if (typeof body !== 'object' || body === null) return body;
  const named = Object.keys(body).filter((name) => name in world.own);
  const own = Object.fromEntries(named.map((name) => [name, world.own[name]]));
  // Of a segment: events of the caller's own.
  const from = 'from' in body && Array.isArray(body.from) ? { from: [world.own.eventId] } : {};
  return { ...body, ...own, ...from };
}

/** The path with a value in each place; undefined where nobody has such a thing in this world. */
const pathTo = (path: string, ids: Readonly<Record<string, string>>): string =>
  path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => ids[name] ?? (isAddress(name) ? NOBODYS : 'nothing'),
  );

/** Places for an address. One that nobody has is an organizer without events, to whoever reaches everybody. */
const isAddress = (name: string) => name === 'email' || name === 'address';
const NOBODYS = 'nobody%40corp.example';

const paramsOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** What reads comes first, while there is little to count; last, what ends a session, a key or an event. */
const ENDS = ['signOut', 'revokeKey', 'rotateKey', 'cancelEvent', 'stopRun'];
const placeOf = ({ scope, name }: RouteSpec) => (scope === 'read' ? -2 : ENDS.indexOf(name));
const routes: readonly RouteSpec[] = ROUTES.filter(
  ({ name }) => !DOCUMENTS.some((document) => document === name),
).sort((a, b) => placeOf(a) - placeOf(b));

const isListed = (who: Who, { name }: RouteSpec) => !(name === 'signOut' && who.via === 'session');

// The first use of a day is written down.
for (const { ask: first } of callers) await first('GET', '/v1/events');

/** An answer, with every read and write that it took: what takes another way can be told by the clock. */
async function worked(asking: () => ReturnType<Ask>) {
  world.operations.length = 0;
  world.s3.resetHistory();
  const answer = await asking();
  return { ...answer, work: [...world.operations, ...world.s3.calls().map(() => 's3')].sort() };
}

test.each(routes)(
  'A93 $method $path: who gets what, and foreign ids take the work of none',
  async (route) => {
    const { method, path } = route;
    const params = paramsOf(path);
    const isSeeded = params.every((name) => name in world.own);
    for (const who of callers.filter((each) => isListed(each, route))) {
      const body = bodyFor(route);
      const unknown = await worked(() => who.ask(method, pathTo(path, {}), body));
      const refused = refusal(route, who);
      const told = `${who.name}: ${JSON.stringify(unknown.body).slice(0, 200)}`;
      if (refused !== undefined) {
        expect([told, unknown.body.code]).toEqual([told, refused]);
        expect(await worked(() => who.ask(method, pathTo(path, world.own), body))).toEqual(unknown);
        continue;
      }
      if (params.length > 0 && !(params.some(isAddress) && who.reach === 'all')) {
        expect([told, unknown.status]).toEqual([told, 404]);
      }
      const asked = await worked(() => who.ask(method, pathTo(path, world.own), body));
      const got = `${who.name}: ${JSON.stringify(asked.body).slice(0, 200)}`;
      if (params.length > 0 && who.reach === 'foreign' && route.scope !== 'public') {
        expect(asked).toEqual(unknown);
      } else if (isSeeded) {
        expect([got, [401, 403, 404].includes(asked.status ?? 0)]).toEqual([got, false]);
      }
      expect([got, (asked.status ?? 500) < 500]).toEqual([got, true]);
    }
  },
);

const lists = routes.filter(
  ({ method, path, scope }) => method === 'GET' && !path.includes('{') && scope !== 'public',
);

test.each(lists)('$path tells a stranger nothing of what Ada has', async ({ path }) => {
  const { eventId = '', runId = '', keyId = '', mailId = '' } = world.own;
  for (const who of callers.filter(({ reach }) => reach === 'foreign')) {
    const { body } = await who.ask('GET', path);
    const told = JSON.stringify(body);
    for (const secret of [ADA, 'Secret plan', eventId, runId, keyId, mailId]) {
      expect(told).not.toContain(secret);
    }
    expect(body.next).toBeUndefined();
  }
});
