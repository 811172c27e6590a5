import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as serveFeed } from '../../functions/public-feed/handler.ts';
import { handler } from '../../functions/public-page/handler.ts';
import { checkFeed } from '../rfc/check-feed.ts';
import { apiEvent } from './api-event.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
mockClient(SFNClient)
  .on(StartExecutionCommand)
  .resolves({ executionArn: 'arn', startDate: new Date() });
process.env.HOLD_SECONDS = '60';
const ask = await askWith('send', 'read');
const OWNER = 'owner@observatory.example';

const LECTURE = {
  ...{ title: 'Lecture', start: '2031-03-04T19:00:00', end: '2031-03-04T20:30:00' },
  ...{ timeZone: 'Europe/Berlin', location: 'Hall 2', description: 'Doors: 18:30' },
};

async function publish(
  fields: Readonly<Record<string, string>> = {},
  page: Readonly<Record<string, boolean>> = { listed: true },
  organizer: object = { email: OWNER, name: 'Observatory' },
): Promise<{ eventId: string; organizerUrl: string }> {
  const { body } = await ask('POST', '/v1/events', { ...LECTURE, ...fields, organizer });
  const changed = await ask('PATCH', `/v1/events/${body.eventId}`, { page });
  const { organizerUrl = '' } = changed.body.page as { organizerUrl?: string };
  return { eventId: String(body.eventId), organizerUrl };
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

async function open(path: string, method = 'GET', fields?: Fields, headers = {}) {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields ?? {}))
    for (const each of [value].flat()) form.append(name, each);
  const event = apiEvent(method, path, {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    ...(fields && { body: form.toString() }),
    params: { file: path.split('/').at(-1)?.split('?')[0] ?? '' },
  });
  const isFeed = path.startsWith('/feeds/');
  const serve = isFeed ? serveFeed : handler;
  return serve(event, contextOf(isFeed ? 'public-feed' : 'public-page'));
}

const { eventId, organizerUrl } = await publish();
const listPath = new URL(organizerUrl).pathname;
const key = listPath.split('/')[2] ?? '';

const PATHS = [
  `/e/${eventId}`,
  `/e/${eventId}/qr.svg`,
  `/e/${eventId}/buttons?vendor=kit`,
  `/i/${eventId}?src=kit&e=a+b@guests.example`,
  `/i/${eventId}?src=kit&e={{ subscriber.email_address }}`,
  `/i/${eventId}`,
  listPath,
  `/embed/e/${eventId}`,
  `/embed/u/${key}`,
  '/embed.js',
  '/embed/size.js',
  `/feeds/e/${eventId}.ics`,
  `/feeds/u/${key}.ics`,
];

test.each(PATHS)('A82 %s: GET and HEAD, three times, write nothing', async (path) => {
  world.operations.length = 0;
  for (const method of ['GET', 'HEAD', 'GET', 'HEAD', 'GET', 'HEAD']) {
    expect((await open(path, method)).statusCode).toBe(200);
  }
  const reads = ['GetItem', 'BatchGetItem', 'Query'];
  expect(world.operations.filter((name) => !reads.includes(name))).toEqual([]);
});

test('what is private, unknown or no id at all is answered alike, on every page', async () => {
  const hidden = await publish({}, { public: false });
  const answers = [];
  for (const id of [hidden.eventId, 'a'.repeat(26), '..%2f..', 'none']) {
    for (const path of [`/e/${id}`, `/i/${id}`, `/e/${id}/buttons`, `/e/${id}/qr.svg`]) {
      const { statusCode, body = '' } = await open(`${path}?lang=de`);
      answers.push([statusCode, body.replaceAll(path, '')]);
    }
  }
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(answers[0]?.[0]).toBe(404);
  for (const path of [`/feeds/e/${hidden.eventId}.ics`, '/feeds/u/none.ics', '/feeds/e/x']) {
    expect((await open(path)).statusCode).toBe(404);
  }
});

test('a page may do nothing but show itself; only those for frames stand in frames', async () => {
  const policy = async (path: string) =>
    String((await open(path)).headers?.['content-security-policy']);
  const own = await policy(`/e/${eventId}`);
  expect(own).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self'; form-action/);
  expect(own).toContain("frame-ancestors 'none'");
  expect(own).not.toContain('script-src');
  for (const path of [listPath, `/i/${eventId}`]) {
    expect(await policy(path)).toContain("frame-ancestors 'none'");
  }
  const framed = await policy(`/embed/e/${eventId}?theme=dark&accent=ffffff`);
  expect(framed).toContain('frame-ancestors *');
  expect(framed).toContain("script-src 'self'");
  expect(framed).not.toContain('unsafe');
});

test('the page speaks the language of its visitor, and links to the others', async () => {
  const { body, headers } = await open(`/e/${eventId}`, 'GET', undefined, {
    'accept-language': 'pt-BR,pt;q=0.9',
  });
  expect(body).toContain('<html lang="pt">');
  expect(body).toContain('Receber o convite de calendário');
  expect(body).toContain(`href="/e/${eventId}?lang=de" lang="de"`);
  expect(headers?.vary).toBe('accept-language');
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '<details open ontoggle=alert(1)>',
  '<svg><animate onbegin=alert(1)>',
  '"><img src=x onerror=alert(1)>',
  '</title></style><b>',
  '</script><script>alert(1)</script>',
];

test.each(HOSTILE)('A96 %s in every field of an event is text on every page', async (text) => {
  const fields = { title: text, location: text, description: text };
  const organizer = { email: `h${HOSTILE.indexOf(text)}@hostile.example`, name: text };
  const hostile = await publish(fields, { listed: true }, organizer);
  const list = new URL(hostile.organizerUrl).pathname;
  const quiet = await publish(
    { location: 'x', description: 'x' },
    { listed: true },
    {
      ...{ email: `q${HOSTILE.indexOf(text)}@hostile.example`, name: 'x' },
    },
  );
  const tags = async (path: string) =>
    ((await open(path)).body ?? '').replaceAll('\\u003c', '').match(/<\/?[a-z!][a-z0-9-]*/g) ?? [];
  const quietList = new URL(quiet.organizerUrl).pathname;
  const pairs = [
    ...['/e/#', '/i/#', '/embed/e/#', '/e/#/buttons?vendor=kit'].map((path) => [
      path.replace('#', hostile.eventId),
      path.replace('#', quiet.eventId),
    ]),
    ...[
      [list, quietList],
      [list.replace('/u/', '/embed/u/'), quietList.replace('/u/', '/embed/u/')],
    ],
  ];
  for (const [path = '', calm = ''] of pairs) expect(await tags(path)).toEqual(await tags(calm));
});

const tokenIn = (body = ''): string => /name="form" value="([^"]+)"/.exec(body)?.[1] ?? '';

test('a form without its token, or with that of another page, asks to press again', async () => {
  const other = tokenIn((await open(listPath)).body);
  for (const form of ['', other, 'x'.repeat(50)]) {
    const { statusCode, body } = await open(`/e/${eventId}`, 'POST', {
      ...{ address: 'ada@guests.example', form },
    });
    expect(statusCode).toBe(400);
    expect(body).toContain('Please press the button once more.');
    expect(body).toContain('value="ada@guests.example"');
  }
});

test.each([
  [['']],
  [['no address']],
  [['a@guests.example', 'b@guests.example']],
  [['a@guests.example, b@guests.example']],
  [['a@guests.example\r\nBcc: b@guests.example']],
  [['x'.repeat(20_000)]],
])('A86 an address field of %j is refused in words', async (address) => {
  const { statusCode, body } = await open(`/e/${eventId}`, 'POST', { address });
  expect(statusCode).toBe(400);
  expect(body).toContain('This is not an email address.');
});

test('an event that gives no invitations says why, and has no form', async () => {
  const closed = await publish({}, { public: true, open: false });
  const over = await publish({ start: '2020-01-01T10:00:00', end: '2020-01-01T11:00:00' });
  const off = await publish();
  await ask('POST', `/v1/events/${off.eventId}/cancel`, {});
  for (const [id, words] of [
    [closed.eventId, 'No more invitations are given out for this event.'],
    [over.eventId, 'This event is over.'],
    [off.eventId, 'This event is cancelled.'],
  ] as const) {
    for (const path of [`/e/${id}`, `/i/${id}?src=kit&e=a@guests.example`, `/embed/e/${id}`]) {
      const { body } = await open(path);
      expect(body).toContain(words);
      expect(body).not.toContain('<form');
      const posted = await open(path, 'POST', { address: 'a@guests.example' });
      expect(posted.statusCode).toBe(409);
    }
  }
  const { body } = await open(listPath);
  expect(body).toContain('This event is cancelled.');
  expect(body).not.toContain(over.eventId);
});

test('the page behind a button shows the address masked, and asks where there is none', async () => {
  const known = await open(`/i/${eventId}?src=kit&e=mira+news@guests.example&utm_source=k`);
  expect(known.body).toContain('It goes to m•••@guests.example.');
  expect(known.body).toContain(`action="/i/${eventId}?lang=en&amp;src=kit"`);
  const preview = await open(`/i/${eventId}?src=mailchimp&e=*%7CEMAIL%7C*`);
  expect(preview.body).toContain('Your button works');
  expect(preview.body).not.toContain('<form');
  expect((await open(`/i/${eventId}?src=substack`)).body).toContain('type="email"');
});

test('an address that a device was asked to remember is shown masked, and can be left', async () => {
  const value = Buffer.from('mira@guests.example').toString('base64url');
  const cookie = { cookie: `a=b; convoke-address=${value}` };
  const { body } = await open(`/i/${eventId}?src=substack`, 'GET', undefined, cookie);
  expect(body).toContain('It goes to m•••@guests.example.');
  const other = await open(`/i/${eventId}?src=substack&other=1`, 'GET', undefined, cookie);
  expect(other.body).toContain('type="email"');
});

test('a feed is cached by its tag, which changes with the event', async () => {
  const { eventId: id } = await publish();
  const path = `/feeds/e/${id}.ics`;
  const first = await open(path);
  expect(checkFeed(first.body ?? '')).toEqual([]);
  expect(first.headers).toMatchObject({
    'content-type': 'text/calendar; charset=utf-8',
    'cache-control': 'public, max-age=600',
  });
  const held = { 'if-none-match': `"x", W/${first.headers?.etag}` };
  expect(await open(path, 'GET', undefined, held)).toMatchObject({ statusCode: 304 });
  await ask('PATCH', `/v1/events/${id}`, { title: 'Lecture, moved' });
  const second = await open(path, 'GET', undefined, held);
  expect(second.statusCode).toBe(200);
  expect(second.body).toContain('SUMMARY:Lecture\\, moved');
  await ask('POST', `/v1/events/${id}/cancel`, {});
  expect((await open(path)).body).toMatch(/SEQUENCE:2\r\nSTATUS:CANCELLED/);
});

test("an organizer's feed has what is listed, and nothing else", async () => {
  const organizer = { email: 'feed@observatory.example' };
  const shown = await publish({ title: 'Shown' }, { listed: true }, organizer);
  await publish({ title: 'By link alone' }, { public: true }, organizer);
  const path = `/feeds/u/${new URL(shown.organizerUrl).pathname.split('/')[2]}.ics`;
  const { body = '' } = await open(path);
  expect(checkFeed(body)).toEqual([]);
  expect(body.match(/SUMMARY:.*/g)).toEqual(['SUMMARY:Shown']);
  expect(body).not.toContain('feed@');
});

test('a colour of a frame is hex digits or nothing', async () => {
  for (const accent of ['red;}body{display:none', '</style><script>', '#12345', 'ff00ffff']) {
    const { body = '' } = await open(`/embed/e/${eventId}?accent=${encodeURIComponent(accent)}`);
    expect(body).not.toContain('--accent:#ff00');
    expect(body).not.toContain('display:none');
    expect(body).not.toContain('<script>');
  }
  const { body } = await open(`/embed/e/${eventId}?accent=%230A7D4F&theme=dark`);
  expect(body).toContain('--accent:#0a7d4f;--on-accent:#ffffff');
});

test('the API gives the button of a public event, and the vendors', async () => {
  const { body } = await ask('GET', `/v1/events/${eventId}/buttons/kit?lang=de`);
  expect(body).toMatchObject({
    link: `https://convoke.example.test/i/${eventId}?src=kit&e={{ subscriber.email_address }}`,
    html: expect.stringContaining('Kalendereinladung holen'),
    ...{ testFirst: false, sure: 'seen', encodes: false },
  });
  const hidden = await publish({}, { public: false });
  expect(await ask('GET', `/v1/events/${hidden.eventId}/buttons/kit`)).toMatchObject({
    ...{ status: 409, body: { code: 'event_not_public' } },
  });
  expect((await ask('GET', `/v1/events/${eventId}/buttons/nobody`)).status).toBe(404);
  expect((await ask('GET', '/v1/vendors')).body.items).toHaveLength(96);
});
