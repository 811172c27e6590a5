import { expect, test } from '@jest/globals';
import type { Act } from '../../dashboard/src/api/types.ts';
import { KINDS } from '../../dashboard/src/trail/act-kinds.ts';
import { linksOf } from '../../dashboard/src/trail/act-links.ts';
import { instantsOf } from '../../dashboard/src/trail/days.ts';
import { ACT_KINDS } from '../../domain/access/act.ts';

const act = (ids: Act['ids'], about?: string): Act => ({
  ...{ actId: 'a', at: '2026-11-26T03:00:00.000Z', act: 'createRun', kind: 'events', ids },
  ...{ actor: { via: 'session' }, ...(about !== undefined && { about }) },
});

test('an act leads to whatever it was about, and the event is called by its title', () => {
  const links = linksOf(act({ eventId: 'e', runId: 'r', listId: 'l' }), new Map([['e', 'Fair']]));
  expect(links.map(({ text, words }) => text ?? words)).toEqual([
    ...['Fair', 'trail.see.run', 'trail.see.list'],
  ]);
  expect(links.map(({ to }) => to)).toEqual([
    { name: 'event', params: { eventId: 'e' } },
    { name: 'run', params: { runId: 'r' } },
    { name: 'event-list', params: { eventId: 'e', listId: 'l' } },
  ]);
});

test('an act about an organizer leads to them, one about a guest to nobody', () => {
  expect(linksOf(act({ guestKey: 'k' }, 'ada@corp.example'), new Map())).toEqual([
    {
      ...{ key: 'about', text: 'ada@corp.example' },
      to: { name: 'organizer', query: { address: 'ada@corp.example' } },
    },
    { key: 'guest', words: 'trail.see.guest' },
  ]);
});

test('a range of days has both of its days, on the viewer’s clock', () => {
  const { from = '', to = '' } = instantsOf({ from: '2026-11-26', to: '2026-11-26' });
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  expect(new Date(from).getHours()).toBe(0);
  expect(instantsOf({ from: '', to: 'tomorrow' })).toEqual({});
});

test('people choose between all kinds of acts', () => {
  expect([...KINDS].sort()).toEqual([...ACT_KINDS].sort());
});
