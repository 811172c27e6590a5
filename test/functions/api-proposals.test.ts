import { expect, test } from '@jest/globals';
import { recordProposal } from '../../adapters/answers.ts';
import { sentKey } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { putAll } from '../../adapters/table.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { Proposal } from '../../domain/itip/decisions.ts';
import { cancel, component, request, utc } from '../fixtures/said.ts';
import { askWith } from './ask-api.ts';
import { newEvent } from './runs.ts';
import { openWorld } from './world.ts';

await openWorld();
const { mac } = await keys();
const ask = await askWith('read');

const keyOf = (n: number) => guestKeyOf(mac, `guest${n}@example.com`);

const PROPOSAL: Proposal = {
  ...{ verified: true, sequence: 0, dtstamp: '2026-11-24T11:00:00Z', mailId: 'm1' },
  ...{ arrivedAt: '2026-11-24T11:00:05Z', comment: '<b>Later</b>, please', location: 'Room 2' },
  proposed: { start: utc('2031-03-01T20:00'), end: utc('2031-03-01T21:00') },
};

type Item = Readonly<Record<string, unknown>>;

async function list(eventId: string, limit = 50): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor = '';
  for (;;) {
    const path = `/v1/events/${eventId}/proposals?limit=${limit}${cursor}`;
    const { status, body } = await ask('GET', path);
    expect(status).toBe(200);
    const page = body.items as Item[];
    expect(page.length).toBeLessThanOrEqual(limit);
    items.push(...page);
    if (body.next === undefined) return items;
    cursor = `&cursor=${body.next}`;
  }
}

test('a proposal is listed with whose it is, what they want, and where it stands', async () => {
  const event = await newEvent(mac);
  const { eventId } = event;
  const guestKey = keyOf(1);
  await putAll([{ ...sentKey(eventId, guestKey), guestKey, address: 'guest1@example.com' }]);
  await recordProposal({ eventId, guestKey }, PROPOSAL, 'google');
  const row = {
    ...{ guestKey, address: 'guest1@example.com', verified: true, mailId: 'm1', state: 'open' },
    ...{ start: '2031-03-01T20:00:00Z', end: '2031-03-01T21:00:00Z', location: 'Room 2' },
    ...{ comment: '<b>Later</b>, please', at: PROPOSAL.dtstamp, arrivedAt: PROPOSAL.arrivedAt },
  };
  expect(await list(eventId)).toEqual([row]);
  const moved = component({
    sequence: 1,
    start: utc('2031-03-01T20:00'),
    end: utc('2031-03-01T21:00'),
  });
  await event.say(request(moved));
  expect(await list(eventId)).toEqual([{ ...row, state: 'outdated' }]);
  await event.say(cancel(component({ sequence: 2 })));
  expect(await list(eventId)).toEqual([{ ...row, state: 'cancelled' }]);
});

test('every proposal is on one page, at any cut: of guests, of single dates, of whom it was passed on to', async () => {
  const { eventId } = await newEvent(mac);
  const recurrenceId = utc('2031-03-08T18:00');
  for (let n = 0; n < 12; n += 1) {
    const who = { eventId, guestKey: keyOf(n) };
    await recordProposal(who, PROPOSAL, 'google');
    if (n % 3 === 0) await recordProposal(who, { ...PROPOSAL, recurrenceId }, 'google');
    const friend = { ...who, sharedWith: keyOf(100 + n) };
    if (n % 4 === 0) await recordProposal(friend, { ...PROPOSAL, verified: false }, 'exchange');
  }
  const all = await list(eventId);
  expect(all).toHaveLength(12 + 4 + 3);
  expect(all.filter(({ instance }) => instance === '2031-03-08T18:00:00Z')).toHaveLength(4);
  const shared = all.filter(({ sharedKey }) => sharedKey !== undefined);
  expect(shared.map(({ sharedKey }) => sharedKey).sort()).toEqual(
    [100, 104, 108].map(keyOf).sort(),
  );
  for (const limit of [1, 2, 7, 19]) expect(await list(eventId, limit)).toEqual(all);
});

test('an event without proposals has an empty list, and one that is not there is not found', async () => {
  const { eventId } = await newEvent(mac);
  expect(await list(eventId)).toEqual([]);
  expect((await ask('GET', '/v1/events/none/proposals')).status).toBe(404);
  for (const cursor of ['x', Buffer.from('PROPOSAL ../..').toString('base64url')]) {
    const answer = await ask('GET', `/v1/events/${eventId}/proposals?cursor=${cursor}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_cursor' } });
  }
});
