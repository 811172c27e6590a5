import { PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, expect, test } from '@jest/globals';
import { recordAnswer } from '../../adapters/answers.ts';
import { rememberMail } from '../../adapters/mail-records.ts';
import { keys } from '../../adapters/secrets.ts';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import { handler } from '../../functions/read-reply/handler.ts';
import { INVITES, sesBlockLines } from '../fixtures/ses-mail.ts';
import { EVENT_ID, storeEvent, storeGuest, storeVersion } from './guest-mail.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac, currentKeyId } = await keys();
const guestKey = guestKeyOf(mac, 'guest@example.org');
const uid = ticketUid(mac, { eventId: EVENT_ID, guestKey }, 'example.test', currentKeyId);

/** Tuesdays at 10 in Berlin. */
const master = (() => {
  const reading = readCalendar(
    new TextEncoder().encode(
      `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:x\nDTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/Berlin:20261201T100000\nRRULE:FREQ=WEEKLY;COUNT=5\nEND:VEVENT\nEND:VCALENDAR\n`,
    ),
  );
  return reading.ok ? reading.message.master : undefined;
})();

beforeEach(async () => {
  world.s3.on(PutObjectCommand).resolves({});
  await storeVersion(world.objects, master);
  await storeEvent();
  await storeGuest(guestKey);
});

let arrived = 0;

/** What becomes of a mail to invites@ from this address: its outcome and reason. */
async function receive(
  from: string,
  head: readonly string[],
  body: readonly string[],
  dmarc = 'pass',
): Promise<string> {
  arrived += 1;
  const mailId = `mail${arrived}`;
  const key = `inbox/rsvp/${mailId}`;
  const at = from.slice(from.indexOf('@') + 1);
  const block = sesBlockLines({
    ...{ smtpId: mailId, recipient: INVITES, region: 'us-east-1', spf: 'none', dkim: [] },
    ...{ returnPath: `<${from}>`, dmarc: `${dmarc} header.from=${at}` },
  });
  const own = [`From: ${from}`, `To: ${INVITES}`, 'Date: Sun, 22 Nov 2026 11:58:00 +0000'];
  const raw = [...block, ...own, 'MIME-Version: 1.0', ...head, '', ...body, ''].join('\r\n');
  world.objects.set(key, raw);
  const receivedAt = '2026-11-22T11:58:30.000Z';
  await rememberMail(
    { mailId, mailbox: 'invites', key, size: raw.length, receivedAt, execution: 'x' },
    new Date('2026-11-22T11:58:30.250Z'),
  );
  const { outcome, reason } = await handler({ mailId }, contextOf('read-reply'));
  return `${outcome} ${reason}`;
}

const answer = (from: string, attendee: string, lines: readonly string[] = [], method = 'REPLY') =>
  receive(
    from,
    [`Content-Type: text/calendar; charset=utf-8; method=${method}`],
    [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//X//EN', `METHOD:${method}`, 'BEGIN:VEVENT'],
      ...[`UID:${uid}`, 'DTSTAMP:20261122T115800Z', 'SEQUENCE:0', ...lines],
      ...[`ATTENDEE;PARTSTAT=ACCEPTED:mailto:${attendee}`, 'END:VEVENT', 'END:VCALENDAR'],
    ],
  );

test('an answer keeps the millisecond at which we heard of it, also when it is read again', async () => {
  await answer('guest@example.org', 'guest@example.org');
  const mailId = `mail${arrived}`;
  const receivedAt = '2026-11-22T11:58:30.000Z';
  const again = { mailId, mailbox: 'invites', key: `inbox/rsvp/${mailId}`, size: 1 } as const;
  await rememberMail({ ...again, receivedAt, execution: 'x' }, new Date('2026-11-22T12:30:00Z'));
  await handler({ mailId }, contextOf('read-reply'));
  const saved = world.s3
    .commandCalls(PutObjectCommand)
    .map(({ args }) => String(args[0].input.Body));
  const heard = saved.slice(-2).map((text) => /"heardAt":"([^"]+)"/.exec(text)?.[1]);
  expect(heard).toEqual(['2026-11-22T11:58:30.250Z', '2026-11-22T11:58:30.250Z']);
});

const THREAD = [
  'Content-Type: text/plain',
  `References: <evt.${EVENT_ID}@example.test> <0100@email.amazonses.com>`,
];
const letter = (from: string, dmarc?: string) => receive(from, THREAD, ['Hello'], dmarc);

test('a stranger with a valid ticket is counted apart, unless the event says no', async () => {
  const stranger = () => answer('colleague@example.com', 'colleague@example.com');
  expect(await stranger()).toBe('ACCEPT answered');
  await storeEvent({ acceptsShared: false });
  expect(await stranger()).toBe('HOLD forwarded_guest');
});

test('a delegate whom the guest named is counted though the event says no', async () => {
  await storeEvent({ acceptsShared: false });
  const delegate = guestKeyOf(mac, 'deputy@example.com');
  const order = { verified: true, sequence: 0, arrivedAt: '2026-11-22T11:00:00Z', mailId: 'm' };
  await recordAnswer(
    { eventId: EVENT_ID, guestKey },
    { ...order, partstat: 'DELEGATED', olderVersion: false, delegate },
    'other',
  );
  expect(await answer('deputy@example.com', 'deputy@example.com')).toBe('ACCEPT answered');
});

test.each([
  ['RECURRENCE-ID:20261208T090000Z', 'ACCEPT answered'],
  ['RECURRENCE-ID;TZID=Europe/Berlin:20261208T100000', 'ACCEPT answered'],
  ['RECURRENCE-ID:20261209T090000Z', 'DROP instance_unknown'],
])('an answer to %s is looked for in the series: %s', async (line, verdict) => {
  expect(await answer('guest@example.org', 'guest@example.org', [line])).toBe(verdict);
});

test('REFRESH is for the invited address', async () => {
  expect(await answer('guest@example.org', 'guest@example.org', [], 'REFRESH')).toBe(
    'ACCEPT refreshed',
  );
  expect(await answer('else@example.com', 'guest@example.org', [], 'REFRESH')).toBe(
    'DROP refresh_refused',
  );
});

test('a letter goes on when its sender is a guest of the event that its thread names', async () => {
  expect(await letter('guest@example.org')).toBe('ACCEPT letter_forwarded');
  expect(await letter('guest@example.org', 'fail')).toBe('ACCEPT letter_forwarded');
  expect(await letter('stranger@example.com')).toBe('HOLD letter');
  await storeEvent({ owner: 'calendar@example.test' });
  expect(await letter('guest@example.org')).toBe('HOLD letter');
});

test('A66 an out-of-office note costs one read and one write, whatever thread it is in', async () => {
  const away = ['Auto-Submitted: auto-replied', ...THREAD];
  world.operations.length = 0;
  expect(await receive('guest@example.org', away, ['I am away'])).toBe('DROP auto_reply');
  expect(world.operations).toEqual(['UpdateItem', 'GetItem']);
});
