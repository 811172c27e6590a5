import { expect, test } from '@jest/globals';
import { resolveLocal } from '../../../domain/calendar/local-time.ts';

/** Worked out with another implementation (zoneinfo of Python 3): the middle of each gap and overlap. */
const TRANSITIONS = [
  ['Europe/Berlin', '2027-03-28T02:30:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['Europe/Berlin', '2027-10-31T02:30:00', 'twice', '2027-10-31T00:30:00Z'],
  ['Europe/London', '2027-03-28T01:30:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['Europe/London', '2027-10-31T01:30:00', 'twice', '2027-10-31T00:30:00Z'],
  ['Europe/Lisbon', '2027-03-28T01:30:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['Europe/Lisbon', '2027-10-31T01:30:00', 'twice', '2027-10-31T00:30:00Z'],
  ['Atlantic/Azores', '2027-03-28T00:30:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['Atlantic/Azores', '2027-10-31T00:30:00', 'twice', '2027-10-31T00:30:00Z'],
  ['America/New_York', '2027-03-14T02:30:00', 'skipped', '2027-03-14T07:00:00Z'],
  ['America/New_York', '2027-11-07T01:30:00', 'twice', '2027-11-07T05:30:00Z'],
  ['America/St_Johns', '2027-03-14T02:30:00', 'skipped', '2027-03-14T05:30:00Z'],
  ['America/St_Johns', '2027-11-07T01:30:00', 'twice', '2027-11-07T04:00:00Z'],
  ['America/Havana', '2027-03-14T00:30:00', 'skipped', '2027-03-14T05:00:00Z'],
  ['America/Havana', '2027-11-07T00:30:00', 'twice', '2027-11-07T04:30:00Z'],
  ['America/Santiago', '2027-04-03T23:30:00', 'twice', '2027-04-04T02:30:00Z'],
  ['America/Santiago', '2027-09-05T00:30:00', 'skipped', '2027-09-05T04:00:00Z'],
  ['America/Nuuk', '2027-03-27T23:30:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['America/Nuuk', '2027-10-30T23:30:00', 'twice', '2027-10-31T00:30:00Z'],
  ['Africa/Cairo', '2027-04-30T00:30:00', 'skipped', '2027-04-29T22:00:00Z'],
  ['Africa/Cairo', '2027-10-28T23:30:00', 'twice', '2027-10-28T20:30:00Z'],
  ['Asia/Beirut', '2027-03-28T00:30:00', 'skipped', '2027-03-27T22:00:00Z'],
  ['Asia/Beirut', '2027-10-30T23:30:00', 'twice', '2027-10-30T20:30:00Z'],
  ['Asia/Jerusalem', '2027-03-26T02:30:00', 'skipped', '2027-03-26T00:00:00Z'],
  ['Asia/Jerusalem', '2027-10-31T01:30:00', 'twice', '2027-10-30T22:30:00Z'],
  // Two hours.
  ['Antarctica/Troll', '2027-03-28T02:00:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['Antarctica/Troll', '2027-10-31T02:00:00', 'twice', '2027-10-31T00:00:00Z'],
  // Half an hour.
  ['Australia/Lord_Howe', '2027-04-04T01:45:00', 'twice', '2027-04-03T14:45:00Z'],
  ['Australia/Lord_Howe', '2027-10-03T02:15:00', 'skipped', '2027-10-02T15:30:00Z'],
  ['Australia/Adelaide', '2027-04-04T02:30:00', 'twice', '2027-04-03T16:00:00Z'],
  ['Australia/Adelaide', '2027-10-03T02:30:00', 'skipped', '2027-10-02T16:30:00Z'],
  ['Pacific/Auckland', '2027-04-04T02:30:00', 'twice', '2027-04-03T13:30:00Z'],
  ['Pacific/Auckland', '2027-09-26T02:30:00', 'skipped', '2027-09-25T14:00:00Z'],
  ['Pacific/Chatham', '2027-04-04T03:15:00', 'twice', '2027-04-03T13:30:00Z'],
  ['Pacific/Chatham', '2027-09-26T03:15:00', 'skipped', '2027-09-25T14:00:00Z'],
  ['Pacific/Apia', '2011-04-02T03:30:00', 'twice', '2011-04-02T13:30:00Z'],
  ['Pacific/Apia', '2011-09-24T03:30:00', 'skipped', '2011-09-24T14:00:00Z'],
  // A whole day: Samoa had no 30 December 2011, Kwajalein no 21 August 1993.
  ['Pacific/Apia', '2011-12-30T12:00:00', 'skipped', '2011-12-30T10:00:00Z'],
  ['Kwajalein', '1993-08-21T12:00:00', 'skipped', '1993-08-21T12:00:00Z'],
  ['Asia/Pyongyang', '2018-05-04T23:45:00', 'skipped', '2018-05-04T15:00:00Z'],
  ['America/Caracas', '2016-05-01T02:45:00', 'skipped', '2016-05-01T07:00:00Z'],
  ['Africa/Juba', '2021-01-31T23:30:00', 'twice', '2021-01-31T20:30:00Z'],
] as const;

test.each(TRANSITIONS)('%s %s comes %s and is %s', (zone, local, kind, instant) => {
  expect(resolveLocal(local, zone)).toEqual({ kind, instant: Date.parse(instant) });
});

test.each([
  ['the last second before a gap', '2027-03-28T01:59:59', 'once', '2027-03-28T00:59:59Z'],
  ['the first second of a gap', '2027-03-28T02:00:00', 'skipped', '2027-03-28T01:00:00Z'],
  ['the last second of a gap', '2027-03-28T02:59:59', 'skipped', '2027-03-28T01:00:00Z'],
  ['the first second behind a gap', '2027-03-28T03:00:00', 'once', '2027-03-28T01:00:00Z'],
  ['the last second before an overlap', '2027-10-31T01:59:59', 'once', '2027-10-30T23:59:59Z'],
  ['the first second of an overlap', '2027-10-31T02:00:00', 'twice', '2027-10-31T00:00:00Z'],
  ['the first second behind an overlap', '2027-10-31T03:00:00', 'once', '2027-10-31T02:00:00Z'],
])('%s, %s in Berlin, comes %s and is %s', (_, local, kind, instant) => {
  expect(resolveLocal(local, 'Europe/Berlin')).toEqual({ kind, instant: Date.parse(instant) });
});

test.each(['2027-02-29T09:00:00', '2027-13-01T09:00:00', '2027-01-01T25:00:00'])(
  '%s is no time',
  (local) => {
    expect(() => resolveLocal(local, 'Europe/Berlin')).toThrow(RangeError);
  },
);
