import { beforeAll, expect, test } from '@jest/globals';
import type { EventStats } from '../../domain/invite/stats.ts';
import { letIn, nextSecond, untilQuiet } from './inbound.ts';
import { dateIn, stampIn } from './invitations.ts';
import { splitHeaders } from './out-mail.ts';
import { listOutMails, usePrivateStack } from './private-stack.ts';
import { createOwnedEvent, sendTo } from './sending.ts';

const ORGANIZER = 'alice@corp.example';
const GUEST = 'guest@guests.example';
const at = usePrivateStack();

let eventId = '';
let uid = '';
let references = '';

const invites = (): string => at().stack.endpoints.mailboxes.invites;

beforeAll(async () => {
  eventId = await createOwnedEvent(at().api, 'Autumn meeting', ORGANIZER);
  await sendTo(at().api, eventId, `email\n${GUEST}\n`);
  const [invitation] = await listOutMails(at(), GUEST);
  const raw = (invitation?.raw ?? '').replace(/=\r\n/g, '');
  uid = /^UID:(.*(?:\r\n .*)*)/m.exec(raw)?.[1]?.replace(/\r\n /g, '') ?? '';
  references = splitHeaders(raw).get('references')?.[0] ?? '';
  // The organizer is still told of the send; that mail is none of the first case's.
  await untilQuiet(at());
}, 60_000);

/** Mails from calendar@ to the organizer with these words. */
const toldOf = async (words: string) =>
  (await listOutMails(at(), ORGANIZER)).filter(
    ({ from, raw }) => from === at().stack.endpoints.mailboxes.calendar && raw.includes(words),
  );

/** One mail of somebody to invites@. */
const write = (from: string, lines: readonly string[]) =>
  letIn(at(), {
    via: 'smtp',
    ...{ from, to: invites() },
    raw: [
      ...[`From: ${from}`, `To: ${invites()}`, `Date: ${dateIn(0)}`, 'MIME-Version: 1.0'],
      ...[...lines, ''],
    ].join('\r\n'),
  });

const answer = (from: string, method: string, partstat: string, lines: readonly string[] = []) =>
  write(from, [
    ...['Subject: Answer', `Content-Type: text/calendar; charset=utf-8; method=${method}`, ''],
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Google Inc//Google Calendar//EN'],
    ...[`METHOD:${method}`, 'BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${stampIn(0)}`, 'SEQUENCE:0'],
    ...[...lines, `ATTENDEE;PARTSTAT=${partstat}:mailto:${from}`, 'END:VEVENT', 'END:VCALENDAR'],
  ]);

const letter = (from: string) =>
  write(from, [
    ...['Subject: Re: Invitation', `References: ${references}`, 'Content-Type: text/plain', ''],
    'Is there parking?',
  ]);

test('A40 a proposal reaches the organizer once, and the event stays as it is', async () => {
  const before = await at().api.get(`/v1/events/${eventId}`);
  const times = [`DTSTART:${stampIn(21)}`, `DTEND:${stampIn(21.1)}`, 'SUMMARY:<b>x</b>'];
  expect(await answer(GUEST, 'COUNTER', 'TENTATIVE', times)).toMatchObject({
    ...{ verdict: 'ACCEPT proposal', mails: 1 },
  });
  await nextSecond();
  expect(await answer(GUEST, 'COUNTER', 'TENTATIVE', times)).toMatchObject({
    ...{ verdict: 'ACCEPT proposal', mails: 0 },
  });
  expect(await at().api.get(`/v1/events/${eventId}`)).toEqual(before);
  expect(await toldOf('New time proposed: Autumn meeting')).toHaveLength(1);
  const { items } = await at().api.get<{ items: object[] }>(`/v1/events/${eventId}/proposals`);
  expect(items).toMatchObject([{ address: GUEST, state: 'open', start: expect.any(String) }]);
});

test('a letter of a guest reaches the organizer, and a letter of anybody else does not', async () => {
  expect(await letter(GUEST)).toMatchObject({ verdict: 'ACCEPT letter_forwarded', mails: 1 });
  expect(await letter('stranger@guests.example')).toMatchObject({
    ...{ verdict: 'HOLD letter', mails: 0 },
  });
  expect(await toldOf('Is there parking?')).toHaveLength(1);
  const { items } = await at().api.get<{ items: object[] }>(`/v1/events/${eventId}/letters`);
  expect(items).toMatchObject([{ address: GUEST, state: 'forwarded' }]);
});

test('A70 what we passed on is dropped as a loop when it comes back', async () => {
  const [passedOn] = await toldOf('Is there parking?');
  const fate = await letIn(at(), {
    via: 'smtp',
    ...{ from: ORGANIZER, to: invites(), raw: passedOn?.raw ?? '' },
  });
  expect(fate).toMatchObject({ verdict: 'DROP loop', mails: 0 });
});

test("A33 a stranger's answer with the guest's ticket is counted apart", async () => {
  expect(await answer('colleague@guests.example', 'REPLY', 'ACCEPTED')).toMatchObject({
    ...{ verdict: 'ACCEPT answered', mails: 0 },
  });
  const stats = await at().api.get<EventStats>(`/v1/events/${eventId}/stats`);
  expect(stats.answers).toMatchObject({ accepted: 0, tentative: 1, none: 0 });
  expect(stats.shared).toMatchObject({ accepted: 1 });
  expect(stats.byOrigin).toMatchObject({ list: { invited: 1, tentative: 1, none: 0 } });
});

test('A41 a guest who asks again is answered once a day', async () => {
  expect((await answer(GUEST, 'REFRESH', 'NEEDS-ACTION')).verdict).toBe('ACCEPT refreshed');
  expect((await answer('x@guests.example', 'REFRESH', 'NEEDS-ACTION')).verdict).toBe(
    'DROP refresh_refused',
  );
});
