import { expect, test } from '@jest/globals';
import type { ProposedTime } from '../../../domain/calendar/snapshot.ts';
import { proposalRow, type StoredProposal } from '../../../domain/invite/proposal-row.ts';

const STORED: StoredProposal = {
  ...{ guestKey: 'k', verified: true, sequence: 2, mailId: 'm' },
  ...{ arrivedAt: '2026-11-24T12:00:00Z' },
};
const OPEN = { status: 'confirmed', timeSequence: 2 } as const;

test.each<[string, ProposedTime | undefined, object]>([
  ['no time', undefined, {}],
  [
    'days',
    { start: { kind: 'date', date: '2026-12-01' }, end: { kind: 'date', date: '2026-12-03' } },
    { start: '2026-12-01', end: '2026-12-03' },
  ],
  [
    'an instant without an end',
    { start: { kind: 'utc', at: '2026-12-01T15:00:00Z' } },
    { start: '2026-12-01T15:00:00Z' },
  ],
  [
    'a wall clock whose end is in another zone',
    {
      start: { kind: 'zoned', local: '2026-12-01T15:00:00', zone: 'Europe/Berlin' },
      end: { kind: 'zoned', local: '2026-12-01T15:30:00', zone: 'Europe/London' },
    },
    { start: '2026-12-01T15:00:00', end: '2026-12-01T16:30:00', timeZone: 'Europe/Berlin' },
  ],
])('%s: in the form of an event', (_, proposed, expected) => {
  const { start, end, timeZone } = proposalRow({ ...STORED, ...(proposed && { proposed }) }, OPEN);
  const times = JSON.parse(JSON.stringify({ start, end, timeZone }));
  expect(times).toEqual(expected);
});

test.each([
  ['open', OPEN],
  ['outdated', { status: 'confirmed', timeSequence: 3 }],
  ['cancelled', { status: 'cancelled', timeSequence: 3 }],
] as const)('a proposal is %s by the event as it is now', (state, event) => {
  expect(proposalRow(STORED, event).state).toBe(state);
});

test("the guest's clock says when, and without it the arrival", () => {
  expect(proposalRow(STORED, OPEN).at).toBe(STORED.arrivedAt);
  const dtstamp = '2026-11-24T11:59:00Z';
  expect(proposalRow({ ...STORED, dtstamp }, OPEN)).toMatchObject({ at: dtstamp });
});
