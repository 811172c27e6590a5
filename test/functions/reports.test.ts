import { expect, test } from '@jest/globals';
import { addEvent, NO_TOTALS, reportLine } from '../../domain/invite/event-report.ts';
import { countStats } from '../../domain/invite/stats.ts';
import { askFor, askWith } from './ask-api.ts';
import { openWorld } from './world.ts';

await openWorld();
const ADA = 'ada@corp.example';
const ada = await askFor(ADA, 'read', 'send');
const bob = await askFor('bob@corp.example', 'read', 'send');
const owner = await askWith('read');

const EVENT = { title: '=1+1', start: '2031-03-01', end: '2031-03-02' };
await ada('POST', '/v1/events', EVENT);
await bob('POST', '/v1/events', { ...EVENT, title: 'His' });

const titles = (body: Readonly<Record<string, unknown>>) =>
  (body.items as { title?: string; event?: { title: string } }[]).map(
    ({ title, event }) => title ?? event?.title,
  );

test('the four reports tell whose they are, and an organizer gets their own only', async () => {
  const path = `/v1/organizers/${encodeURIComponent(ADA)}`;
  expect(titles((await ada('GET', `${path}/events`)).body)).toEqual(['=1+1']);
  expect(titles((await owner('GET', `${path}/events`)).body)).toEqual(['=1+1']);
  const { body } = await ada('GET', `${path}/stats`);
  expect(titles(body)).toEqual(['=1+1']);
  expect(body.totals).toMatchObject({ events: 1, invited: 0, byDay: {}, byOrigin: {} });
  expect(titles((await owner('GET', '/v1/domain/events')).body)).toEqual(['His', '=1+1']);
  expect((await owner('GET', '/v1/domain/stats')).body.totals).toMatchObject({ events: 2 });
  const foreign = await bob('GET', `${path}/events`);
  expect(foreign).toEqual(await bob('GET', '/v1/organizers/nobody%40corp.example/events'));
  expect(foreign.status).toBe(404);
  expect((await bob('GET', `${path}/stats`)).status).toBe(404);
  expect((await bob('GET', '/v1/domain/stats')).body.code).toBe('reach');
});

test('the domain owner reads what is known of an organizer: new, stopped, trusted', async () => {
  process.env.NEW_ORGANIZER_PER_DAY = '50';
  const admin = await askWith('read', 'send', 'admin');
  const path = `/v1/organizers/${encodeURIComponent(ADA)}`;
  const { body } = await admin('GET', path);
  expect(body).toEqual({ address: ADA, reports: 0, since: expect.any(String), perDay: 50 });
  await admin('POST', `${path}/block`, { why: 'Bought the list' });
  expect((await admin('GET', path)).body.blocked).toMatchObject({ why: 'Bought the list' });
  await admin('POST', `${path}/unblock`);
  await admin('POST', `${path}/trust`);
  const { body: trusted } = await admin('GET', path);
  expect(trusted).toMatchObject({ trustedAt: expect.any(String), since: body.since });
  expect(trusted).not.toHaveProperty('perDay');
  expect((await ada('GET', path)).status).toBe(403);
});

test.each(['%', 'no-address', 'a@b', '__proto__'])('%s is no organizer', async (email) => {
  expect((await owner('GET', `/v1/organizers/${email}/events`)).status).toBe(404);
});

test('two events are added up by origin, client and day', () => {
  const one = countStats();
  one.add({ kind: 'sent', guestKey: 'a', origin: 'list', state: 'sent' });
  const answer = { partstat: 'ACCEPTED', client: 'google', as: 'guest' } as const;
  one.add({ kind: 'answer', guestKey: 'a', answer });
  const counts = { accepted: 1, tentative: 0, declined: 0, delegated: 0 };
  const hours = ['2031-03-01T10:00:00Z', '2031-03-01T11:00:00Z', '2031-03-02T11:00:00Z'];
  const items = hours.map((at) => ({ at, ...counts }));
  const report = { stats: one.stats(), times: { step: 'hour', items } } as const;
  expect(addEvent(addEvent(NO_TOTALS, report), report)).toMatchObject({
    ...{ events: 2, invited: 2, byClient: { google: 2 } },
    byOrigin: { list: { invited: 2, accepted: 2, none: 0 } },
    byDay: { '2031-03-01': { accepted: 4 }, '2031-03-02': { accepted: 2 } },
  });
});

test('A97 a title that a spreadsheet would run is a text in the file', () => {
  const times = { start: '2031-03-01', end: '2031-03-02', status: 'confirmed' };
  const record = { eventId: 'e', title: '=cmd|x', owner: ADA, ...times };
  expect(reportLine(record as never)).toContain(`"'=cmd|x"`);
});
