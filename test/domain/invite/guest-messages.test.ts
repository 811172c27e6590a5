import { expect, test } from '@jest/globals';
import {
  isSameForGuests,
  messageName,
  messagesFor,
  messagesForUnsure,
} from '../../../domain/invite/guest-messages.ts';
import type { Override, Series } from '../../../domain/invite/series.ts';
import { component, utc } from '../../fixtures/said.ts';
import { told } from './guest-client.ts';

const AT = '2026-11-20T10:00:05Z';
const week = (number: number) => utc(`2031-03-${String(1 + 7 * number).padStart(2, '0')}T18:00`);

const single = (more: Partial<Series['master']> = {}): Series => ({
  ...{ status: 'confirmed', master: component(more), overrides: [] },
});
const weekly = (
  more: Partial<Series['master']> = {},
  overrides: readonly Override[] = [],
): Series => ({ ...single({ rrule: 'FREQ=WEEKLY;COUNT=4', ...more }), overrides });
const override = (
  number: number,
  start: string,
  end: string,
  more: Partial<Override> = {},
): Override => ({
  ...component({ start: utc(start), end: utc(end) }),
  recurrenceId: week(number),
  ...more,
});
const cancelled = (series: Series): Series => ({ ...series, status: 'cancelled' });

const LATER = { start: utc('2031-03-01T20:00'), end: utc('2031-03-01T21:00') };
const MOVED = override(1, '2031-03-08T19:00', '2031-03-08T20:00');
const GONE = { exdates: [week(2)] };
const daily = (changed: number): Series => ({
  ...single({ rrule: 'FREQ=DAILY;COUNT=20' }),
  overrides: Array.from({ length: changed }, (_, day) => {
    const date = `2031-03-${String(day + 1).padStart(2, '0')}`;
    const recurrenceId = utc(`${date}T18:00`);
    return override(0, `${date}T19:00`, `${date}T20:00`, { recurrenceId });
  }),
});

const FIRST = 'at 2031-03-01T18:00:00Z';
const MOVED_TOLD = 'REQUEST of 2031-03-08T18:00:00Z at 2031-03-08T19:00:00Z';

test.each<[string, Series | undefined, Series, readonly string[]]>([
  ['a new guest gets the event', undefined, single(), [`REQUEST ${FIRST}`]],
  ['nothing differs: nobody is told', single(), single(), []],
  ['another time', single(), single(LATER), ['REQUEST at 2031-03-01T20:00:00Z «starts 2 h later»']],
  ['the end of an event', single(), cancelled(single()), [`CANCEL ${FIRST}`]],
  ['the end for somebody who never held it', undefined, cancelled(single()), []],
  ['the end, again', cancelled(single()), cancelled(single()), []],
  ['an event that takes place after all', cancelled(single()), single(), [`REQUEST ${FIRST}`]],
  ['one moved instance', weekly(), weekly({}, [MOVED]), [`${MOVED_TOLD} «starts 1 h later»`]],
  [
    'one cancelled instance',
    weekly(),
    weekly(GONE),
    ['CANCEL of 2031-03-15T18:00:00Z at 2031-03-15T18:00:00Z'],
  ],
  [
    'a late guest gets the series without the cancelled date, then the changed one',
    undefined,
    weekly(GONE, [MOVED]),
    [`REQUEST ${FIRST} without 2031-03-15T18:00:00Z`, MOVED_TOLD],
  ],
  [
    'a cancelled instance that takes place again',
    weekly(GONE),
    weekly(),
    [`REQUEST ${FIRST} «1 date put back: Sat 15 Mar 2031»`],
  ],
  [
    'a moved instance that is as the rule has it again: some clients keep what differed',
    weekly({}, [MOVED]),
    weekly(),
    [`REQUEST ${FIRST}`, 'REQUEST of 2031-03-08T18:00:00Z at 2031-03-08T18:00:00Z'],
  ],
  [
    'another title of the series: its changed dates follow',
    weekly({}, [MOVED]),
    weekly({ summary: 'Demo night' }, [MOVED]),
    [`REQUEST ${FIRST} «title: «Demo day» became «Demo night»»`, MOVED_TOLD],
  ],
])('%s', (_, held, newest, messages) => {
  expect(messagesFor(held, newest, AT).map(told)).toEqual(messages);
});

test('ten changed dates are ten mails, and eleven are the series anew', () => {
  const held = daily(0);
  expect(messagesFor(held, daily(10), AT)).toHaveLength(10);
  const anew = messagesFor(held, daily(11), AT);
  expect(anew).toHaveLength(12);
  expect(anew[0]?.snapshot.recurrenceId).toBeUndefined();
});

test('dates that are over are left out, for who is new and for who is not', () => {
  const after = '2031-03-08T20:00:00Z';
  const newest = weekly({}, [MOVED]);
  expect(messagesFor(weekly(), newest, after)).toEqual([]);
  expect(isSameForGuests(weekly(), newest, after)).toBe(true);
  expect(messagesFor(undefined, newest, after)).toHaveLength(1);
  expect(messagesFor(weekly(), weekly({ exdates: [week(1)] }), after)).toEqual([]);
});

test('a guest of whom it is not known what they hold is told everything', () => {
  const maybe = [weekly(), weekly({}, [MOVED])];
  expect(messagesForUnsure(maybe, weekly(), AT).map(told)).toEqual([
    `REQUEST ${FIRST}`,
    'REQUEST of 2031-03-08T18:00:00Z at 2031-03-08T18:00:00Z',
  ]);
  expect(messagesForUnsure(maybe, cancelled(weekly()), AT).map(told)).toEqual([`CANCEL ${FIRST}`]);
  expect(messagesForUnsure([cancelled(weekly())], cancelled(weekly()), AT)).toEqual([]);
});

test('no two messages of one version have the same name', () => {
  const names = messagesFor(undefined, weekly(GONE, [MOVED]), AT).map(messageName);
  expect(names).toEqual(['REQUEST', 'REQUEST 2031-03-08T18:00:00Z']);
});
