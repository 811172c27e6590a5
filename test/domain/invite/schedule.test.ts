import { expect, test } from '@jest/globals';
import {
  findSchedule,
  judgeFiring,
  planSchedule,
  refreshSchedule,
  type Schedule,
} from '../../../domain/invite/schedule.ts';

const NOW = new Date('2026-11-24T10:00:00.000Z');
const BERLIN = 'Europe/Berlin';
const plan = (at: string, timeZone?: string) => planSchedule({ at, timeZone }, NOW);

test.each([
  ['2026-12-01T09:00:00', BERLIN, '2026-12-01T09:00:00', '2026-12-01T08:00:00.000Z'],
  ['2026-12-01T09:00', 'europe/berlin', '2026-12-01T09:00:00', '2026-12-01T08:00:00.000Z'],
  ['2027-07-01T09:00:00', 'Australia/Lord_Howe', '2027-07-01T09:00:00', '2027-06-30T22:30:00.000Z'],
])('%s in %s is kept as it was asked for and as an instant', (asked, zone, at, startsAt) => {
  const found = plan(asked, zone);
  expect(found).toEqual({
    ok: true,
    schedule: { at, timeZone: zone === BERLIN.toLowerCase() ? BERLIN : zone, startsAt },
  });
});

test.each([
  ['2026-12-01T09:00:00Z', '2026-12-01T09:00:00.000Z'],
  ['2026-12-01T09:00:00+01:00', '2026-12-01T08:00:00.000Z'],
  ['2026-12-01T09:00:00.25-05:00', '2026-12-01T14:00:00.250Z'],
])('the instant %s needs no zone', (at, startsAt) => {
  expect(plan(at)).toEqual({ ok: true, schedule: { at: startsAt, startsAt } });
});

test('a time that is not there starts at the next one that is, and says so', () => {
  expect(plan('2027-03-28T02:30:00', BERLIN)).toMatchObject({
    schedule: {
      at: '2027-03-28T02:30:00',
      startsAt: '2027-03-28T01:00:00.000Z',
      note: 'Europe/Berlin has no 2027-03-28T02:30:00, its clocks jump over it; the next time that it has is 2027-03-28T03:00:00',
    },
  });
});

test('a time that comes twice starts at the first one, and says so', () => {
  expect(plan('2027-10-31T02:30:00', BERLIN)).toMatchObject({
    schedule: {
      startsAt: '2027-10-31T00:30:00.000Z',
      note: '2027-10-31T02:30:00 comes twice in Europe/Berlin; the first one counts',
    },
  });
});

test.each([
  ['a local time without a zone', '2026-12-01T09:00:00', undefined, 'at is a local time with'],
  ['an instant with a zone', '2026-12-01T09:00:00Z', BERLIN, 'leave timeZone out'],
  ['a date', '2026-12-01', BERLIN, 'at is a local time with'],
  ['a zone of Mars', '2026-12-01T09:00:00', 'Mars/Olympus', 'no IANA name'],
  ['an offset as a zone', '2026-12-01T09:00:00', '+01:00', 'no IANA name'],
  ['30 February', '2027-02-30T09:00:00', BERLIN, 'no calendar has'],
  ['30 February as an instant', '2027-02-30T09:00:00Z', undefined, 'no calendar has'],
  ['a leap second', '2026-12-31T23:59:60', 'UTC', 'at is a local time with'],
  ['now', '2026-11-24T11:00:00', BERLIN, 'is past'],
  ['an hour ago', '2026-11-24T09:00:00Z', undefined, 'is past'],
  ['the day after a year', '2027-11-26T11:00:00', BERLIN, 'more than a year ahead'],
])('%s is refused with the reason', (_, at, zone, detail) => {
  const found = plan(at, zone);
  expect(found.ok).toBe(false);
  expect(JSON.stringify(found)).toContain(detail);
});

test('the same date next year is not too far ahead', () => {
  expect(plan('2027-11-24T11:00:00', BERLIN)).toMatchObject({ ok: true });
});

/** What was set up when Berlin was still one hour ahead, or behind, of where its rules have it today. */
const setUp = (hours: number): Schedule => ({
  at: '2027-02-01T09:00:00',
  timeZone: BERLIN,
  startsAt: new Date(Date.UTC(2027, 1, 1, 8 + hours)).toISOString(),
});
const at = (time: string) => new Date(`2027-02-01T${time}Z`);

test.each([1, -1])('rules that changed by %i hours move the start and say so', (hours) => {
  const moved = refreshSchedule(setUp(hours));
  expect(moved).toMatchObject({ at: '2027-02-01T09:00:00', startsAt: '2027-02-01T08:00:00.000Z' });
  expect(moved.note).toContain('the rules of Europe/Berlin have changed');
  expect(refreshSchedule(moved)).toBe(moved);
});

test('an instant has no rules that could change', () => {
  const schedule = { at: '2027-02-01T08:00:00.000Z', startsAt: '2027-02-01T08:00:00.000Z' };
  expect(refreshSchedule(schedule)).toBe(schedule);
});

test.each([
  ['on time', '08:00:00', { kind: 'due' }],
  ['within the minute before', '07:59:00', { kind: 'due' }],
  ['ten minutes after', '08:10:00', { kind: 'due' }],
  ['later than that', '08:10:01', { kind: 'due', lateSeconds: 601 }],
  ['more than a minute before', '07:58:59', { kind: 'early', schedule: setUp(0) }],
])('a call %s is %s', (_, time, firing) => {
  expect(judgeFiring(setUp(0), at(time))).toEqual(firing);
});

test('a call by old rules that comes an hour too soon is early', () => {
  expect(judgeFiring(setUp(-1), at('07:00:00'))).toMatchObject({
    kind: 'early',
    schedule: { startsAt: '2027-02-01T08:00:00.000Z' },
  });
});

test('a call by old rules that comes an hour too late is late', () => {
  expect(judgeFiring(setUp(1), at('09:00:00'))).toEqual({ kind: 'due', lateSeconds: 3_600 });
});

test.each([
  ['that is to come', setUp(0), '07:00:00', 'waits'],
  ['whose call may still come', setUp(0), '08:10:00', 'waits'],
  ['whose call did not come', setUp(0), '08:10:01', 'missed'],
  ['by old rules', setUp(1), '07:00:00', 'moved'],
  ['by old rules that is over by the new', setUp(1), '08:10:01', 'missed'],
])('a schedule %s is found', (_, schedule, time, finding) => {
  expect(findSchedule(schedule, at(time))).toBe(finding);
});
