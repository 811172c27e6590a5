import { expect, test } from '@jest/globals';
import { actOf } from '../../../domain/access/act.ts';
import { INSTALLATION } from '../../../domain/access/caller.ts';
import { isAudited, ROUTES, type RouteSpec } from '../../../manifest-routes.ts';

const keyOf = (address: string) => `key of ${address}`;
const key = { id: 'abc', via: 'key', scopes: ['admin'], reach: INSTALLATION } as const;
const routes: readonly RouteSpec[] = ROUTES;

test.each(routes.filter(isAudited))('$name is an act of a kind that there is', (route) => {
  const served = { route, caller: key, params: {}, body: undefined, answer: undefined };
  expect(actOf(served, keyOf)).toMatchObject({ act: route.name, keyId: 'abc', ids: {} });
});

test('an address in a body is kept as its hash alone, one in a path is an organizer’s', () => {
  const route = { name: 'x', method: 'POST', path: '/v1/organizers/{address}/block' };
  const rest = { route, caller: key, answer: {} };
  const inBody = actOf({ ...rest, params: {}, body: { address: ' Bea@Example.NET' } }, keyOf);
  expect(inBody).toMatchObject({ aboutKey: 'key of bea@example.net' });
  expect(inBody).not.toHaveProperty('about');
  const inPath = actOf({ ...rest, params: { address: 'Bea@example.net' }, body: {} }, keyOf);
  expect(inPath).toMatchObject({ about: 'bea@example.net', aboutKey: 'key of bea@example.net' });
});

test('of an answer only ids are kept, and the id of the path is before that of the answer', () => {
  const route = { name: 'rotateKey', method: 'POST', path: '/v1/keys/{keyId}/rotate' };
  const answer = { keyId: 'new', key: 'cv_live_secret', name: 'Bea', eventId: 7 };
  const act = actOf({ route, caller: key, params: { keyId: 'old' }, body: {}, answer }, keyOf);
  expect(act).toEqual({
    ...{ act: 'rotateKey', kind: 'keys', via: 'key', keyId: 'abc', ids: { keyId: 'old' } },
  });
});
