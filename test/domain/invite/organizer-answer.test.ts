import { expect, test } from '@jest/globals';
import type { EventSnapshot } from '../../../domain/calendar/snapshot.ts';
import { type AnsweredDecision, organizerAnswer } from '../../../domain/invite/organizer-answer.ts';
import { replyToOrganizer } from '../../../domain/itip/reply-to-organizer.ts';

const CONTEXT = {
  from: 'calendar@example.test',
  mailId: 'mail1',
  eventId: 'event1',
  publicUrl: 'https://convoke.example',
  now: new Date('2026-11-24T10:00:00Z'),
};

const snapshot = (uid: string): EventSnapshot => ({
  uid,
  thisAndFuture: false,
  sequence: 2,
  dtstamp: '2026-11-24T09:00:00Z',
  start: { kind: 'utc', at: '2026-12-01T13:00:00Z' },
  end: { kind: 'utc', at: '2026-12-01T14:00:00Z' },
  summary: 'Kick-off',
  description: '',
  location: '',
  transparent: false,
  class: 'PUBLIC',
  organizer: { raw: 'mailto:ada@example.org', address: 'ada@example.org' },
  attendees: [],
  attendeeCount: 0,
  rdates: [],
  exdates: [],
});

function accepted(uid: string, inReplyTo?: string): AnsweredDecision {
  const message = {
    prodid: 'x',
    uid,
    method: 'REQUEST',
    overrides: [],
    master: snapshot(uid),
  } as const;
  const [to, mailbox] = ['ada@example.org', CONTEXT.from];
  return {
    outcome: 'ACCEPT',
    reason: 'accepted',
    detail: 'ok',
    organizer: { address: to },
    evidence: { level: 'authenticated', by: 'dmarc', address: to },
    arrivedAt: '2026-11-20T10:00:05Z',
    change: { diff: [], tells: 'nobody' },
    message,
    reply: replyToOrganizer({ reason: 'accepted', to, mailbox, message, inReplyTo }),
  };
}

function updated(diff: readonly string[], notice?: string): AnsweredDecision {
  const decision = accepted('u1@google.com');
  if (decision.outcome !== 'ACCEPT') throw new Error('an accepted one');
  const change = { diff, tells: 'update', ...(notice !== undefined && { notice }) } as const;
  return { ...decision, reason: 'updated', change };
}

test('the answer to a change says what changed, how many hear of it, and until when it can be taken back', () => {
  const reach = { guests: 12_400, holdSeconds: 60 };
  const mail = organizerAnswer(updated(['starts 2 h later', 'place: «B»']), { ...CONTEXT, reach });
  const text = mail.replace(/=\r\n/g, '');
  expect(text).toContain('What changed: starts 2 h later; place: =C2=ABB=C2=BB.');
  expect(text).toContain(
    'It goes to 12400 guests in 60 seconds, unless you change the event again.',
  );
});

test('a change before anybody is invited says that nobody is mailed', () => {
  const reach = { guests: 0, holdSeconds: 60 };
  const mail = organizerAnswer(updated(['starts 2 h later']), { ...CONTEXT, reach });
  expect(mail.replace(/=\r\n/g, '')).toContain('Nobody is invited yet, so nobody is mailed.');
});

test('what Outlook does not take is told with the answer', () => {
  const mail = organizerAnswer(updated([], 'Outlook does not take this series.'), CONTEXT);
  expect(mail.replace(/=\r\n/g, '')).toContain('Outlook does not take this series.');
});

test('an accepted invitation is answered natively, under its own UID and SEQUENCE', () => {
  const mail = organizerAnswer(accepted('u1@google.com', '<m1@example.org>'), CONTEXT);
  for (const line of [
    'METHOD:REPLY',
    'UID:u1@google.com',
    'SEQUENCE:2',
    'In-Reply-To: <m1@example.org>',
    'Auto-Submitted: auto-replied',
    'Subject: Accepted: Kick-off',
  ]) {
    expect(mail).toContain(`\r\n${line}\r\n`);
  }
  const calendar = mail.replace(/=\r\n/g, '').replace(/\r\n /g, '');
  expect(calendar).toContain('PARTSTAT=3DACCEPTED:mailto:calendar@example.test');
  expect(mail).toContain('npx convoke send event1');
});

test('the answer to a new event names its page, and where it is shown to the world; a change does not again', () => {
  const text = (decision: AnsweredDecision) =>
    organizerAnswer(decision, CONTEXT).replace(/=\r\n/g, '');
  const page = 'https://convoke.example/e/event1';
  expect(text(accepted('u1@google.com'))).toContain(`Its page is ${page} and nobody sees it`);
  expect(text(accepted('u1@google.com'))).toContain(
    'https://convoke.example/dashboard/events/event1/share',
  );
  expect(text(updated(['starts 2 h later']))).not.toContain(page);
});

test.each(['two words@example.org', `${'x'.repeat(300)}@example.org`])(
  'a UID is answered as it was written, however odd (%s)',
  (uid) => {
    const calendar = organizerAnswer(accepted(uid), CONTEXT)
      .replace(/=\r\n/g, '')
      .replace(/\r\n /g, '');
    expect(calendar).toContain(`\r\nUID:${uid}\r\n`);
  },
);

test('an ORGANIZER that may not be written gets the letter alone', () => {
  const decision = accepted('u1@google.com');
  const calendar = { ...decision.reply.calendar, organizer: 'mailto:not an address' };
  const reply = { ...decision.reply, calendar } as typeof decision.reply;
  const mail = organizerAnswer({ ...decision, reply }, CONTEXT);
  expect(mail).not.toContain('text/calendar');
  expect(mail).toContain('The invitation is recorded');
});

test.each(['<a@b>\r\nBcc: x@y', 'no brackets', '<>'])(
  'a Message-ID that is none (%j) is not answered to',
  (id) => {
    expect(organizerAnswer(accepted('u1@google.com', id), CONTEXT)).not.toMatch(/In-Reply-To|Bcc/);
  },
);
