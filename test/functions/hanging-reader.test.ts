import { expect, jest, test } from '@jest/globals';
import { rememberMail } from '../../adapters/mail-records.ts';
import { ReadTooLong, withinTime } from '../../adapters/within-time.ts';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import { cpuTime } from '../cpu-time.ts';
import { calendarParts, sesMail } from '../fixtures/ses-mail.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

// A reader without limits, for a rule of which no day ever comes.
jest.unstable_mockModule('../../domain/calendar/read-calendar.ts', () => ({
  readCalendar(octets: Uint8Array) {
    while (Buffer.from(octets).includes('BYMONTH=2;BYMONTHDAY=30'));
    return readCalendar(octets);
  },
}));
const { handler } = await import('../../functions/read-invitation/handler.ts');
const { objects } = await openWorld();
process.env.ORGANIZERS = '*';

async function arrive(mailId: string, rule: string): Promise<void> {
  const ics = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT'],
    ...[`UID:${mailId}@corp.example`, 'DTSTAMP:20261120T100000Z', 'SEQUENCE:0', `RRULE:${rule}`],
    ...['DTSTART:20310301T180000Z', 'DTEND:20310301T190000Z', 'SUMMARY:Autumn meeting'],
    ...['ORGANIZER:mailto:alice@corp.example', 'ATTENDEE:mailto:calendar@example.test'],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  const date = new Date().toUTCString().replace('GMT', '+0000');
  const key = `inbox/calendar/${mailId}`;
  const place = { smtpId: mailId, region: 'us-east-1', date, receivedAt: date };
  const octets = sesMail({ ...place, parts: calendarParts(ics, 'REQUEST') });
  objects.set(key, Buffer.from(octets).toString('utf8'));
  const mail = { mailId, mailbox: 'calendar', key, size: 1_000, execution: mailId } as const;
  await rememberMail({ ...mail, receivedAt: new Date().toISOString() }, new Date());
}

// Two seconds, since that is the promise.
test('whoever reads an endless rule is ended after two seconds, and the next mail is read', async () => {
  await arrive('endless', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30');
  await arrive('next', 'FREQ=WEEKLY;COUNT=4');
  const spent = cpuTime();
  const ended = handler({ mailId: 'endless' }, contextOf('read-invitation'));
  await expect(ended).rejects.toMatchObject({ name: 'ReadTooLong' });
  expect(spent()).toBeLessThan(2_500);
  const next = await handler({ mailId: 'next' }, contextOf('read-invitation'));
  expect(next).toMatchObject({ outcome: 'ACCEPT' });
});

test('an error of a reader is its own, and what it gives is given', () => {
  expect(() =>
    withinTime(() => {
      throw new TypeError('no');
    }),
  ).toThrow(TypeError);
  expect(withinTime(() => ({ a: 1 }))).toEqual({ a: 1 });
  expect(() =>
    withinTime(() => {
      for (;;);
    }, 20),
  ).toThrow(ReadTooLong);
});
