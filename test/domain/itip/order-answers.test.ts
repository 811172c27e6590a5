import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Attendee } from '../../../domain/calendar/snapshot.ts';
import { decideReply } from '../../../domain/itip/decide-reply.ts';
import type { Answer, ReplyDecision } from '../../../domain/itip/decisions.ts';
import { type AnswerOrder, answerRank, isNewer } from '../../../domain/itip/order-answers.ts';
import type { Mail } from '../../../domain/mime/mail.ts';
import { INVITES, NOW } from '../../fixtures/ses-mail.ts';

const FIRST: AnswerOrder = {
  verified: true,
  sequence: 1,
  dtstamp: '2026-11-22T10:00:00Z',
  arrivedAt: '2026-11-22T11:00:00.000Z',
  heardAt: '2026-11-22T11:00:02.500Z',
  mailId: 'b',
};

const HEARD = (ms: number): string =>
  new Date(Date.parse('2026-11-22T11:00:02.500Z') + ms).toISOString();

test.each<[string, Partial<AnswerOrder>, boolean]>([
  ['a higher SEQUENCE', { sequence: 2, dtstamp: '2026-11-22T09:00:00Z' }, true],
  [
    'a lower SEQUENCE with a later DTSTAMP',
    { sequence: 0, dtstamp: '2026-11-22T10:30:00Z' },
    false,
  ],
  ['a SEQUENCE of ten digits', { sequence: 2_147_483_647 }, true],
  [
    'a later DTSTAMP',
    { dtstamp: '2026-11-22T10:00:01Z', arrivedAt: '2026-11-22T10:59:00.000Z' },
    true,
  ],
  [
    'an earlier DTSTAMP',
    { dtstamp: '2026-11-22T09:59:59Z', arrivedAt: '2026-11-22T11:01:00.000Z' },
    false,
  ],
  ['no DTSTAMP', { arrivedAt: '2026-11-22T11:01:00.000Z' }, true],
  ['an equal DTSTAMP that arrived later', { arrivedAt: '2026-11-22T11:00:01.000Z' }, true],
  ['an equal DTSTAMP that arrived earlier', { arrivedAt: '2026-11-22T10:59:59.000Z' }, false],
  ['a mail of the same second that was heard of later', { heardAt: HEARD(1), mailId: 'a' }, true],
  ['a mail of the same second that was heard of earlier', { heardAt: HEARD(-1) }, false],
  ['another mail of the same millisecond', { mailId: 'c' }, true],
  ['the same mail', {}, false],
  ['an unverified answer, however new', { verified: false, sequence: 9 }, false],
])('%s replaces the stored answer: %#', (_, incoming, expected) => {
  expect(isNewer(FIRST, { ...FIRST, ...incoming })).toBe(expected);
});

test('no DTSTAMP is older than any', () => {
  const { dtstamp, ...without } = FIRST;
  expect(dtstamp).toBeDefined();
  expect(isNewer(FIRST, { ...without, arrivedAt: '2026-11-22T11:30:00.000Z' })).toBe(false);
  expect(isNewer(without, FIRST)).toBe(true);
});

test('a DTSTAMP from the future does not keep later answers out', () => {
  const ahead = { ...FIRST, dtstamp: '2027-11-22T10:00:00Z' };
  const later = {
    ...FIRST,
    dtstamp: '2026-11-22T11:30:00Z',
    arrivedAt: '2026-11-22T11:30:05.000Z',
  };
  expect(isNewer(ahead, later)).toBe(true);
});

test('a verified answer replaces an unverified one, however old', () => {
  expect(isNewer({ ...FIRST, verified: false, sequence: 9 }, { ...FIRST, sequence: 0 })).toBe(true);
});

const BODY: Omit<Mail, 'headers'> = {
  subject: '',
  recipients: [INVITES],
  text: '',
  calendars: [{ contentType: 'text/calendar', bytes: new Uint8Array() }],
  files: [],
  hasTnef: false,
  hasArchive: false,
  isReport: false,
};

type Sent = Readonly<{
  isAlias: boolean;
  partstat: Attendee['partstat'];
  sequence: number;
  minute: number;
  arrival: number;
}>;

/** What becomes of the guest's reply as the reader gives it, without going through octets. */
function decide(sent: Sent, index: number, stored: Answer | undefined): ReplyDecision {
  const address = sent.isAlias ? 'alias@example.org' : 'guest@example.org';
  const instant = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();
  const master = {
    ...{
      uid: 'ticket',
      thisAndFuture: false,
      sequence: sent.sequence,
      summary: '',
      description: '',
    },
    ...{ location: '', transparent: false, class: 'PUBLIC' as const, attendeeCount: 1 },
    ...{ rdates: [], exdates: [] },
    dtstamp: instant(sent.minute),
    attendees: [{ address: 'guest@example.org', raw: '', partstat: sent.partstat }],
  };
  const message = { method: 'REPLY', prodid: '', uid: 'ticket', master, overrides: [] } as const;
  return decideReply(
    {
      outcome: 'SCREENED',
      mail: { ...BODY, headers: [] },
      from: { address },
      authentication: { level: 'authenticated', by: 'dmarc', address },
      envelopeFrom: 'bounce@example.org',
      receivedAt: instant(sent.arrival),
      scan: 'clean',
    },
    {
      mailId: `mail-${index}`,
      readings: [{ ok: true, message }],
      ticket: {
        state: 'valid',
        keyOf: (of) => of,
        sameGuest: (of) => of === 'guest@example.org',
        stored: () => stored,
        instanceAt: (time) => time,
        sequence: 0,
        acceptsShared: () => true,
      },
    },
    NOW,
  );
}

function play(order: readonly (readonly [Sent, number])[]): Answer | undefined {
  let stored: Answer | undefined;
  for (const [sent, index] of order) {
    const decision = decide(sent, index, stored);
    if (decision.outcome === 'ACCEPT' && 'answers' in decision) stored = decision.answers[0];
  }
  return stored;
}

const replies = fc.array(
  fc.record({
    isAlias: fc.boolean(),
    partstat: fc.constantFrom<Attendee['partstat']>('ACCEPTED', 'DECLINED', 'TENTATIVE'),
    sequence: fc.integer({ min: 0, max: 2 }),
    minute: fc.integer({ min: -3, max: 3 }),
    arrival: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 6 },
);

test('replies in any order, some of them twice, end with the same answer', () => {
  const shuffled = replies.chain((sent) => {
    const numbered = sent.map((each, index) => [each, index] as const);
    const twice = [...numbered, ...numbered];
    return fc.tuple(fc.constant(numbered), fc.shuffledSubarray(twice, { minLength: twice.length }));
  });
  fc.assert(
    fc.property(shuffled, ([inOrder, anyOrder]) => {
      expect(play(anyOrder)).toEqual(play(inOrder));
    }),
    { numRuns: 500 },
  );
});

test('the rank is a total order: of two different mails exactly one is newer', () => {
  const orders = fc.record({
    verified: fc.boolean(),
    sequence: fc.nat({ max: 2_147_483_647 }),
    dtstamp: fc.constantFrom('2026-11-22T10:00:00Z', '2026-11-22T10:00:01Z', 'never'),
    arrivedAt: fc.constantFrom('2026-11-22T11:00:00.000Z', '2026-11-22T11:00:01.000Z'),
    mailId: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(orders, orders, (a, b) => {
      if (answerRank(a) === answerRank(b))
        expect([isNewer(a, b), isNewer(b, a)]).toEqual([false, false]);
      else expect(isNewer(a, b)).toBe(!isNewer(b, a));
    }),
    { numRuns: 500 },
  );
});
