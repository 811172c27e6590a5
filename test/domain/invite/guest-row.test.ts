import { expect, test } from '@jest/globals';
import { CSV_HEADING, csvLine } from '../../../domain/invite/guest-csv.ts';
import {
  type EventView,
  type GuestFacts,
  type GuestFilter,
  type GuestRow,
  guestRow,
  isAskedFor,
  type StoredAnswer,
} from '../../../domain/invite/guest-row.ts';
import { readAll } from '../list/read-all.ts';

/** Version 3 is like 2 for guests; the event was moved with SEQUENCE 1. */
const EVENT: EventView = {
  sequence: 1,
  timeSequence: 1,
  sequences: new Map([
    [1, 0],
    [2, 1],
    [3, 1],
  ]),
};

const SENT: GuestFacts['sent'] = {
  ...{ guestKey: 'k', address: 'ann@example.org', name: 'Ann', origin: 'list' },
  ...{ version: 2, sequence: 1, part: 0, parts: 1, state: 'sent', attempt: 1 },
  ...{ sendId: 's', at: 0, runId: 'r', invitedIn: 'r' },
};

const YES: StoredAnswer = {
  ...{ partstat: 'ACCEPTED', sequence: 1, arrivedAt: '2026-11-24T10:00:05.000Z' },
};

const rowOf = (
  sent: Partial<GuestFacts['sent']> = {},
  more: Partial<Omit<GuestFacts, 'sent'>> = {},
): GuestRow => guestRow({ sent: { ...SENT, ...sent }, answers: [], ...more }, EVENT);

test.each<[string, Partial<GuestFacts['sent']>, object]>([
  ['the newest', {}, { version: 2, isNewest: true }],
  ['a version that is the same for guests', { version: 3 }, { version: 3, isNewest: true }],
  ['an older one', { version: 1, sequence: 0 }, { version: 1, isNewest: false }],
  ['a part of the newest', { parts: 2, held: 1 }, { version: 1, isNewest: false }],
  [
    'an older one, as the update failed',
    { state: 'failed', held: 1 },
    { version: 1, isNewest: false },
  ],
  [
    'the newest, as sending it again failed',
    { state: 'failed', held: 2 },
    { version: 2, isNewest: true },
  ],
  ['nothing', { state: 'failed' }, { isNewest: false, delivery: 'failed' }],
  ['nothing that is known', { state: 'unknown' }, { isNewest: false, delivery: 'unknown' }],
])('a guest holds %s', (_, sent, expected) => {
  const row = rowOf(sent);
  expect(row).toMatchObject(expected);
  expect('version' in row).toBe('version' in expected);
});

test('what SES said of the last mail counts for more than how it was handed over', () => {
  expect(rowOf({ state: 'unknown' }, { delivery: 'bounced' })).toMatchObject({
    delivery: 'bounced',
  });
});

test('an answer names the version that it answers, its time by the client, and the words', () => {
  const dtstamp = '2026-11-24T10:00:00Z';
  const row = rowOf({}, { answers: [{ ...YES, sequence: 0, dtstamp, comment: 'Late' }] });
  expect(row).toMatchObject({
    answer: { answer: 'accepted', at: dtstamp, version: 1, comment: 'Late' },
    mustReconfirm: true,
  });
  expect(rowOf({}, { answers: [YES] })).toMatchObject({
    ...{ answer: { at: YES.arrivedAt, version: 2 }, mustReconfirm: false },
  });
});

test('an answer to one date of a series is no answer to the event', () => {
  const instance = '2031-03-11T17:00:00Z';
  const row = rowOf({}, { answers: [{ ...YES, partstat: 'DECLINED', sequence: 0, instance }] });
  expect(row).toMatchObject({ dates: [{ answer: 'declined', instance }], mustReconfirm: false });
  expect(row.answer).toBeUndefined();
});

const SHARED: GuestRow = {
  ...{ kind: 'shared', guestKey: 'k', sharedKey: 's' },
  answer: { answer: 'accepted', at: '', arrivedAt: '' },
};
const ROWS = {
  silent: rowOf(),
  yes: rowOf({}, { answers: [YES], delivery: 'delivered' }),
  no: rowOf({ address: 'bob@example.org' }, { answers: [{ ...YES, partstat: 'DECLINED' }] }),
  old: rowOf({ version: 1, sequence: 0 }),
  bounced: rowOf({}, { delivery: 'bounced' }),
  rejected: rowOf({}, { delivery: 'rejected' }),
  failed: rowOf({ state: 'failed' }),
  open: rowOf({ state: 'unknown', held: 2 }),
  shared: SHARED,
} as const;

test.each<[GuestFilter, readonly (keyof typeof ROWS)[]]>([
  [{}, ['silent', 'yes', 'no', 'old', 'bounced', 'rejected', 'failed', 'open', 'shared']],
  [{ answered: 'yes' }, ['yes', 'no', 'shared']],
  [{ answered: 'no', state: 'outdated' }, ['old']],
  [{ answer: 'accepted' }, ['yes', 'shared']],
  [{ answer: 'accepted', shared: 'no' }, ['yes']],
  [{ answer: 'declined' }, ['no']],
  [{ state: 'outdated' }, ['old']],
  [{ state: 'bounced' }, ['bounced']],
  [{ state: 'failed' }, ['rejected', 'failed']],
  [{ state: 'delivered' }, ['yes']],
  [{ state: 'unknown' }, ['open']],
  [{ shared: 'yes' }, ['shared']],
  [{ q: 'BOB@' }, ['no']],
])('%j finds %j', (filter, expected) => {
  const found = Object.entries(ROWS).filter(([, row]) => isAskedFor(row, filter));
  expect(found.map(([name]) => name)).toEqual(expected);
});

test.each(['=cmd|calc', '+1', '-1', '@SUM(A1)', '＝1', "'=1", '"Ann" =1', 'A, "B"'])(
  'A97 an exported name %j is no formula, and is the same when it is uploaded again',
  async (name) => {
    const line = csvLine(rowOf({ name }, { answers: [{ ...YES, comment: `${name}\r\nx` }] }));
    expect(line).not.toMatch(/(^|,)"[=+\-@＝]/);
    const rows = await readAll(`${CSV_HEADING}${line}`);
    expect(rows.at(-1)).toMatchObject({ address: 'ann@example.org', name });
  },
);

test('every line of an export has as many cells as the heading', () => {
  const cells = (text: string) => text.split('","').length;
  for (const row of Object.values(ROWS)) expect(cells(csvLine(row))).toBe(cells(CSV_HEADING));
});
