import { expect, test } from '@jest/globals';
import { RULES, type Rule } from './broken-rule.ts';
import { checkMailbox, type MailboxMessage } from './check-mailbox.ts';
import { checkSequence, type SentMail } from './check-sequence.ts';
import { type Kind, knobsOf, writeMail } from './good-mails.ts';

/** A mail of a kind with its SEQUENCE, its minute of the day, and more to replace. */
type Step = readonly [
  kind: Kind,
  sequence: number,
  minute: number,
  ...changes: (readonly [string | RegExp, string])[],
];

function sent([kind, sequence, minute, ...changes]: Step): SentMail {
  const knobs = knobsOf(kind);
  const stamp = `20270101T09${String(minute).padStart(2, '0')}00Z`;
  const all: Step[3][] = [
    [/^SEQUENCE:\d+/gm, `SEQUENCE:${sequence}`],
    [/20270101T\d{6}Z/g, stamp],
    ...changes,
  ];
  const calendar = all.reduce(
    (text, [from, to]) => text.replaceAll(new RegExp(from, 'gm'), to),
    knobs.calendar ?? '',
  );
  return { raw: writeMail({ ...knobs, calendar }), to: [knobs.recipient] };
}

const found = (...steps: readonly Step[]) =>
  checkSequence(steps.map(sent)).map(({ rule, index }) => [rule, index]);

const LATER = [/T150000$/, 'T160000'] as const;
const OTHER_GUEST = ['mailto:Guest', 'mailto:Other'] as const;

const SOUND: readonly (readonly [string, readonly Step[]])[] = [
  [
    'the life of a series',
    [
      ['series', 0, 0],
      ['series', 0, 1],
      ['changed instance', 1, 2],
      ['cancelled instance', 2, 3],
      ['series', 3, 4, ['COUNT=8', 'COUNT=9']],
      ['cancel', 4, 5],
      ['series', 5, 6],
    ],
  ],
  [
    'a guest who is taken off',
    [
      ['request', 0, 0],
      ['guest taken off', 1, 1],
    ],
  ],
  [
    'a reminder behind a cancelled instance',
    [
      ['series', 1, 0],
      ['cancelled instance', 2, 1],
      ['series', 2, 2],
    ],
  ],
  ['a series and its instance in one mail', [['series with an instance', 1, 0]]],
  [
    'two tickets',
    [
      ['request', 5, 9],
      ['request', 0, 0, ['UID:e1', 'UID:e2'], OTHER_GUEST],
    ],
  ],
  [
    'answers of ours to one organizer',
    [
      ['reply', 4, 9],
      ['reply', 0, 0],
      ['words alone', 0, 0],
    ],
  ],
];

test.each(SOUND)('a sound row breaks no rule: %s', (_, steps) => {
  expect(found(...steps)).toEqual([]);
});

const PLANTS: readonly (readonly [Rule, string, readonly Step[]])[] = [
  [
    'sequence-never-falls',
    'an older version',
    [
      ['request', 2, 0],
      ['request', 1, 1],
    ],
  ],
  [
    'sequence-never-falls',
    'an instance of an older series',
    [
      ['series', 2, 0],
      ['changed instance', 1, 1],
    ],
  ],
  [
    'sequence-rises-with-change',
    'another end',
    [
      ['request', 2, 0],
      ['request', 2, 1, LATER],
    ],
  ],
  [
    'sequence-rises-with-change',
    'another rule',
    [
      ['series', 2, 0],
      ['series', 2, 1, ['WEEKLY', 'DAILY']],
    ],
  ],
  [
    'dtstamp-rises',
    'the same stamp',
    [
      ['request', 0, 1],
      ['request', 1, 1],
    ],
  ],
  [
    'dtstamp-rises',
    'an earlier stamp',
    [
      ['request', 0, 1],
      ['request', 1, 0],
    ],
  ],
  [
    'request-after-cancel',
    'the SEQUENCE of the CANCEL',
    [
      ['cancel', 3, 0],
      ['request', 3, 1],
    ],
  ],
  [
    'request-after-cancel',
    'an instance that comes back',
    [
      ['series', 1, 0],
      ['cancelled instance', 2, 1],
      ['changed instance', 2, 2],
    ],
  ],
  [
    'ticket-keeps-guest',
    'a UID of two guests',
    [
      ['request', 0, 0],
      ['request', 0, 1, OTHER_GUEST],
    ],
  ],
  [
    'ticket-keeps-organizer',
    'another organizer',
    [
      ['request', 0, 0],
      ['request', 1, 1, ['Ann:mailto:invites', 'Ann:mailto:eve']],
    ],
  ],
  [
    'instance-like-series',
    'UTC in a series of a zone',
    [
      ['series', 0, 0],
      ['changed instance', 1, 1, [/RECURRENCE-ID.*$/, 'RECURRENCE-ID:20270119T130000Z']],
    ],
  ],
];

test.each(PLANTS)('%s alone is broken by %s', (rule, _, steps) => {
  expect(found(...steps)).toEqual([[rule, steps.length - 1]]);
});

test('every rule about a row has a row that breaks it', () => {
  const aboutRows = /^(sequence-|dtstamp-rises|request-after|ticket-|instance-like)/;
  const names = Object.keys(RULES).filter((rule) => aboutRows.test(rule));
  expect(new Set(PLANTS.map(([rule]) => rule))).toEqual(new Set(names));
});

test('the messages of a mailbox are checked alone and in a row, each finding with its message', () => {
  const message = (id: string, step: Step): MailboxMessage => {
    const { raw, to } = sent(step);
    const from = 'invites@example.com';
    return { id, at: '2027-01-01T09:00:00.000Z', from, to, tags: {}, raw: String(raw) };
  };
  const messages = [
    message('m1', ['request', 1, 0]),
    message('m2', ['request', 1, 1, ['TRANSP:OPAQUE\r\n', '']]),
    message('m3', ['request', 0, 2]),
  ];
  expect(checkMailbox(messages).map(({ id, rule }) => [id, rule])).toEqual([
    ['m2', 'request-complete'],
    ['m3', 'sequence-never-falls'],
  ]);
  expect(checkMailbox(messages.slice(0, 1))).toEqual([]);
});
