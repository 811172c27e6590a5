import { expect, test } from '@jest/globals';
import { CALENDAR, NOW, type SesMail } from '../../fixtures/ses-mail.ts';
import { decide, type Surroundings, verdictOf } from './organizer-mail.ts';

const SECRETARY = {
  from: ['From: Sam Secretary <sam@corp.example>'],
};
const SENT_BY = {
  organizer: 'ORGANIZER;SENT-BY="mailto:sam@corp.example":mailto:alice@corp.example',
};
const WITH_DELEGATES: Surroundings = { policy: { delegates: true } };
const PRIVATE = { lines: ['CLASS:PRIVATE'] };
const GOOGLE = { headers: ['Auto-Submitted: auto-generated'] };
const hoursAgo = (hours: number): Surroundings => ({
  known: { lastAnswerAt: new Date(NOW.getTime() - hours * 3_600_000).toISOString() },
});

test.each<readonly [string, string, Partial<SesMail>, Surroundings?]>([
  ['a person', 'ANSWER private_event', { headers: [] }],
  ["a person's invitation that Google sends", 'ANSWER private_event', GOOGLE],
  ['a person who was answered 25 hours ago', 'ANSWER private_event', GOOGLE, hoursAgo(25)],
  ['a person who was answered 23 hours ago', 'DROP private_event', GOOGLE, hoursAgo(23)],
  ['an automatic answer', 'DROP private_event', { headers: ['Auto-Submitted: auto-replied'] }],
  [
    'a list server',
    'DROP private_event',
    { headers: ['List-Unsubscribe: <mailto:u@corp.example>'] },
  ],
  ['bulk mail', 'DROP private_event', { headers: ['Precedence: bulk'] }],
])(
  'a help mail goes to a person alone, once a day: %s is %s',
  async (_, verdict, mail, around = {}) => {
    expect(verdictOf(await decide(mail, PRIVATE, around))).toBe(verdict);
  },
);

test.each([
  'noreply',
  'no-reply',
  'do-not-reply',
  'postmaster',
  'owner-devel',
  'devel-request',
  'mailer-daemon',
])('no help mail goes to %s@', async (local) => {
  const address = `${local}@corp.example`;
  const mail = { from: [`From: ${address}`] };
  const calendar = { ...PRIVATE, organizer: `ORGANIZER:mailto:${address}` };
  expect(verdictOf(await decide(mail, calendar, { enrolled: [address] }))).toBe(
    'DROP private_event',
  );
});

test('a recorded event is answered ACCEPTED in the organizer’s calendar', async () => {
  const decision = await decide({}, { sequence: 4, lines: ['RRULE:FREQ=WEEKLY;COUNT=3'] });
  expect(decision).toMatchObject({
    outcome: 'ACCEPT',
    organizer: { address: 'alice@corp.example', name: 'Alice Organizer' },
    evidence: { level: 'authenticated', by: 'dmarc' },
    message: { uid: 'autumn-1@google.com', method: 'REQUEST' },
    reply: {
      to: 'alice@corp.example',
      sentence: 'The invitation is recorded and its guests can be invited.',
      calendar: {
        partstat: 'ACCEPTED',
        uid: 'autumn-1@google.com',
        sequence: 4,
        organizer: 'mailto:alice@corp.example',
        attendee: CALENDAR,
        summary: 'Autumn meeting',
        start: { kind: 'utc', at: '2026-12-01T09:00:00Z' },
      },
    },
  });
});

test('a refused event is answered DECLINED with the reason', async () => {
  const decision = await decide({}, PRIVATE);
  expect(decision).toMatchObject({
    outcome: 'ANSWER',
    to: 'alice@corp.example',
    reply: {
      sentence: 'The event is marked private or confidential; a list is the opposite.',
      todo: 'Set the event to public and send it again.',
      calendar: { partstat: 'DECLINED', uid: 'autumn-1@google.com' },
    },
  });
});

test('what could not be read is answered by a letter that says what was found', async () => {
  const decision = await decide({}, { lines: ['RRULE:FREQ=SECONDLY'] });
  expect(decision).toMatchObject({ outcome: 'ANSWER', reply: { to: 'alice@corp.example' } });
  expect(decision).not.toHaveProperty('reply.calendar');
  expect(decision.detail).toContain('SECONDLY');
});

test('the owner of an event that a delegate sends is its organizer', async () => {
  const decision = await decide(SECRETARY, SENT_BY, WITH_DELEGATES);
  expect(decision).toMatchObject({
    outcome: 'ACCEPT',
    organizer: { address: 'alice@corp.example' },
  });
});
