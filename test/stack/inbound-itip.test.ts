import { beforeAll, expect, test } from '@jest/globals';
import type { EventStats } from '../../domain/invite/stats.ts';
import { until } from '../../local/demo/api.ts';
import { type Incoming, letIn, nextSecond, untilQuiet } from './inbound.ts';
import { bySmtp, dateIn, type RowMail, stampIn } from './invitations.ts';
import { listOutMails, usePrivateStack } from './private-stack.ts';
import { sendTo } from './sending.ts';

const at = usePrivateStack({
  CONVOKE_HOLD_SECONDS: '0',
  CONVOKE_ORGANIZERS: '*@corp.example,*@other.example',
});

const ALICE = 'alice@corp.example';
const UID = 'quarterly@google.com';
const GUEST = 'guest@guests.example';
const SECOND = 'second@guests.example';

let eventId = '';
let ticket = '';
let foreignTicket = '';

const toCalendar = (who: string, row: RowMail): Incoming =>
  bySmtp(who, at().stack.endpoints.mailboxes.calendar, row);

const ticketOf = async (guest: string): Promise<string> => {
  const [mail] = await listOutMails(at(), guest);
  return /^UID:(.*)$/m.exec(unfolded(mail?.raw ?? ''))?.[1]?.trim() ?? '';
};

const unfolded = (raw: string): string => raw.replace(/=\r?\n/g, '').replace(/\r?\n[ \t]/g, '');

const eventsOf = async (who: string) => {
  const { items } = await at().api.get<{
    items: { eventId: string; version: number; organizer: { email: string } }[];
  }>('/v1/events');
  return items.filter(({ organizer }) => organizer.email === who);
};

beforeAll(async () => {
  await letIn(at(), toCalendar(ALICE, { calendar: { uid: UID } }));
  eventId = (await eventsOf(ALICE))[0]?.eventId ?? '';
  await sendTo(at().api, eventId, `email\n${GUEST}\n${SECOND}\n`);
  await letIn(at(), toCalendar('carol@corp.example', {}));
  const other = (await eventsOf('carol@corp.example'))[0]?.eventId ?? '';
  await sendTo(at().api, other, 'email\nthird@guests.example\n');
  ticket = await ticketOf(GUEST);
  foreignTicket = await ticketOf('third@guests.example');
  // The organizers are still told of their sends, and SES reports a delivery a moment after the mail.
  await untilQuiet(at());
  await until('both deliveries', 20, async () =>
    (await stats()).delivered === 2 ? true : undefined,
  );
}, 60_000);

type Reply = Readonly<{
  from?: string;
  uid?: string;
  method?: string;
  sequence?: number;
  dtstamp?: string;
  lines?: readonly string[];
  attendees?: readonly string[];
}>;

/** A mail of a guest's client to invites@. */
function reply(change: Reply = {}): Incoming {
  const { from = GUEST, uid = ticket, method = 'REPLY', sequence = 0 } = change;
  const { dtstamp = stampIn(0), lines = [] } = change;
  const { attendees = [`ATTENDEE;PARTSTAT=ACCEPTED:mailto:${from}`] } = change;
  const to = at().stack.endpoints.mailboxes.invites;
  const raw = [
    ...[`From: ${from}`, `To: ${to}`, `Date: ${dateIn(0)}`, 'MIME-Version: 1.0', 'Subject: Answer'],
    ...[`Content-Type: text/calendar; charset=utf-8; method=${method}`, ''],
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:Microsoft Exchange Server 2010'],
    ...[`METHOD:${method}`, 'BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${dtstamp}`],
    ...[`SEQUENCE:${sequence}`, ...lines, ...attendees, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  return { via: 'smtp', from, to, raw };
}

const stats = () => at().api.get<EventStats>(`/v1/events/${eventId}/stats`);

test.each<readonly [title: string, verdict: string, mail: () => Incoming]>([
  [
    'A31 a cancellation of another organizer’s event',
    'DROP not_owner',
    () =>
      toCalendar('mallory@other.example', {
        calendar: { uid: UID, method: 'CANCEL', sequence: 9, dtstamp: stampIn(0.01) },
      }),
  ],
  ['A32 a cancellation by a guest', 'DROP wrong_direction', () => reply({ method: 'CANCEL' })],
  [
    'A34 a ticket whose event is another one',
    'DROP ticket_mismatch',
    () => reply({ uid: foreignTicket.replace(/^[a-z2-7]{26}/, ticket.slice(0, 26)) }),
  ],
  [
    'A35 an altered ticket',
    'DROP ticket_mismatch',
    () => reply({ uid: ticket.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@')) }),
  ],
  [
    'A35 a UID that is no ticket',
    'DROP ticket_unknown',
    () => reply({ uid: 'x@elsewhere.example' }),
  ],
  [
    'A37 two guests, and none of them is the invited one',
    'DROP reply_malformed',
    () =>
      reply({
        attendees: ['a', 'b'].map((name) => `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${name}@x.example`),
      }),
  ],
  ['A37 no guest', 'DROP reply_malformed', () => reply({ attendees: [] })],
  [
    'A37 PARTSTAT=FOO',
    'DROP reply_malformed',
    () => reply({ attendees: [`ATTENDEE;PARTSTAT=FOO:mailto:${GUEST}`] }),
  ],
  [
    'A41 DECLINECOUNTER to invites@',
    'DROP wrong_direction',
    () => reply({ method: 'DECLINECOUNTER' }),
  ],
])('%s is %s, and nobody is mailed', async (_, verdict, mail) => {
  const before = await Promise.all([stats(), eventsOf(ALICE)]);
  expect(await letIn(at(), mail())).toMatchObject({ verdict, mails: 0 });
  expect(await Promise.all([stats(), eventsOf(ALICE)])).toEqual(before);
});

test('A30 another domain’s event of the same UID is an event of its own', async () => {
  const before = await eventsOf(ALICE);
  const fate = await letIn(at(), toCalendar('bob@other.example', { calendar: { uid: UID } }));
  expect(fate).toMatchObject({ verdict: 'ACCEPT accepted', mails: 1 });
  expect(await eventsOf(ALICE)).toEqual(before);
  expect(await eventsOf('bob@other.example')).toHaveLength(1);
});

test('A30 a colleague’s event of the same UID waits for the domain owner', async () => {
  const colleague = toCalendar('dave@corp.example', { calendar: { uid: UID, sequence: 3 } });
  expect(await letIn(at(), colleague)).toMatchObject({ verdict: 'HOLD handed_over', mails: 0 });
});

test('A36 a reply without ORGANIZER is the guest’s answer', async () => {
  expect(await letIn(at(), reply())).toMatchObject({ verdict: 'ACCEPT answered', mails: 0 });
  expect((await stats()).answers).toMatchObject({ accepted: 1, none: 1 });
});

test('A38 an answer that is older than the one that stands', async () => {
  const older = reply({
    dtstamp: stampIn(-1),
    attendees: [`ATTENDEE;PARTSTAT=DECLINED:mailto:${GUEST}`],
  });
  expect(await letIn(at(), older)).toMatchObject({ verdict: 'DROP stale', mails: 0 });
  expect((await stats()).answers).toMatchObject({ accepted: 1, declined: 0 });
});

test('A39 an answer to an older version of the event counts, and says so', async () => {
  const moved = { uid: UID, sequence: 1, dtstamp: stampIn(0.002) };
  const times = [`DTSTART:${stampIn(16)}`, `DTEND:${stampIn(16.1)}`];
  await letIn(at(), toCalendar(ALICE, { calendar: { ...moved, times } }));
  await untilQuiet(at());
  const late = reply({ from: SECOND, uid: await ticketOf(SECOND), sequence: 0 });
  expect(await letIn(at(), late)).toMatchObject({ verdict: 'ACCEPT answered', mails: 0 });
  expect((await stats()).answers).toMatchObject({ accepted: 2 });
});

test('A41 ADD is answered with what to do, once a day', async () => {
  const add = toCalendar(ALICE, {
    calendar: { uid: UID, method: 'ADD', sequence: 5, dtstamp: stampIn(0.003) },
  });
  expect(await letIn(at(), add)).toMatchObject({ verdict: 'ANSWER method_unsupported', mails: 1 });
  expect((await letIn(at(), add)).mails).toBe(0);
});

test('A41 a guest who asks again and again gets the invitation once a day', async () => {
  const ask = () =>
    letIn(at(), reply({ method: 'REFRESH', attendees: [`ATTENDEE:mailto:${GUEST}`] }));
  // Whoever asks in the second in which they were mailed has it.
  await nextSecond();
  expect(await ask()).toMatchObject({ verdict: 'ACCEPT refreshed', mails: 1 });
  for (let again = 0; again < 3; again += 1) {
    await nextSecond();
    expect(await ask()).toMatchObject({ verdict: 'DROP refreshed_lately', mails: 0 });
  }
});
