import { afterEach, expect, jest, test } from '@jest/globals';

// What views follow is not what this is about.
jest.unstable_mockModule('vue', () => ({ reactive: (value: unknown) => value }));

const KEY = 'convoke-key';
const kept = new Map<string, string>();
Object.assign(globalThis, {
  sessionStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  },
});
const real = globalThis.fetch;
const { findSession, forget, session } = await import('../../dashboard/src/api/session.ts');

/** Every request is answered so; without a status nobody answers. */
function answerWith(status?: number, body: object = {}): void {
  globalThis.fetch = async () => {
    if (status === undefined) throw new TypeError('fetch failed');
    return new Response(JSON.stringify(body), { status });
  };
}

afterEach(() => {
  globalThis.fetch = real;
  forget();
});

test.each([undefined, 500, 503])(
  'a server that answers %s signs nobody out, and the key of the tab stays',
  async (status) => {
    session.state = 'unknown';
    kept.set(KEY, 'cv_live_1');
    answerWith(status);
    await findSession();
    expect([session.state, kept.get(KEY)]).toEqual(['unreachable', 'cv_live_1']);
    answerWith(200);
    await findSession();
    expect(session.state).toBe('in');
  },
);

test('a key that the API refuses is forgotten, and the door is shown', async () => {
  session.state = 'unknown';
  kept.set(KEY, 'cv_live_revoked');
  answerWith(401);
  await findSession();
  expect([session.state, kept.has(KEY)]).toEqual(['out', false]);
});

test.each([
  [200, 'owner'],
  [403, 'organizer'],
])('a key to which what is the domain’s is answered %s is that of an %s', async (status, role) => {
  kept.set(KEY, 'cv_live_1');
  globalThis.fetch = async (path) =>
    new Response('{}', { status: String(path).startsWith('/v1/domain/') ? status : 200 });
  await findSession();
  expect([session.state, session.role]).toEqual(['in', role]);
});

test('somebody at the door stays there while the server is away', async () => {
  answerWith();
  await findSession();
  expect(session.state).toBe('out');
});
