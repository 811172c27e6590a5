import { expect, test } from '@jest/globals';
import { readConfiguration } from '../../lib/configuration.ts';
import { InvalidConfiguration } from '../../lib/problems.ts';

const POSTAL = '1 Example Street, Exampleton';

const problemsOf = (context: unknown): readonly string[] => {
  try {
    readConfiguration(context);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return error.problems;
  }
};

test('a fresh clone has a configuration, and is told to set its domain', () => {
  const { configuration, warnings } = readConfiguration(undefined);
  expect(configuration).toEqual({
    domain: 'example.com',
    organizers: ['*@example.com'],
    postalAddress: '',
    silenceSeconds: 1800,
    holdSeconds: 60,
  });
  expect(warnings).toEqual([
    'The domain is example.com: set "convoke" in cdk.json before you deploy.',
  ]);
});

test('a full configuration is taken as it is, in lower case and without the last slash', () => {
  const context = {
    domain: 'Example.ORG',
    organizers: ['Ada@Example.org', '*@example.net'],
    postalAddress: POSTAL,
    publicUrl: 'https://invitations.example.org/',
    silenceSeconds: 600,
    holdSeconds: 0,
  };
  const expected = {
    configuration: {
      domain: 'example.org',
      organizers: ['ada@example.org', '*@example.net'],
      postalAddress: POSTAL,
      publicUrl: 'https://invitations.example.org',
      silenceSeconds: 600,
      holdSeconds: 0,
    },
    warnings: [],
  };
  expect(readConfiguration(context)).toEqual(expected);
  expect(readConfiguration(JSON.stringify(context))).toEqual(expected);
});

test('everything that is wrong is said at once, a sentence each', () => {
  const context = {
    domain: 'example',
    organizers: ['ada@example.org', 'ada at example.org'],
    publicUrl: 'http://example.org',
    silenceSeconds: 5,
    holdSeconds: -1,
    alarm: true,
  };
  expect(problemsOf(context)).toEqual([
    'convoke.domain is "example": give the domain that sends, such as "example.org".',
    'convoke.organizers[1] is "ada at example.org": give an address, "*@example.org" or "*".',
    'convoke.publicUrl is "http://example.org": give an https:// address without a path, such as "https://example.org".',
    'convoke.silenceSeconds is 5: give whole seconds from 60 to 86400.',
    'convoke.holdSeconds is -1: give whole seconds from 0 to 86400.',
    'convoke.alarm is not a setting: there are domain, organizers, postalAddress, publicUrl, silenceSeconds, holdSeconds.',
    "convoke.postalAddress is missing: give the sender's postal address in one line, at most 200 characters.",
  ]);
});

test.each([
  ['text that is not JSON', 'example.org', /^convoke is "example.org": give an object with domain/],
  ['a list', [], /^convoke is \[\]: give an object with domain/],
  [
    'an address for a domain',
    { domain: 'ada@example.com', postalAddress: POSTAL },
    /^convoke\.domain is "ada@example/,
  ],
  [
    'a domain of one label',
    { domain: 'localhost', postalAddress: POSTAL },
    /^convoke\.domain is "localhost"/,
  ],
  [
    'an IP address',
    { domain: '192.0.2.1', postalAddress: POSTAL },
    /^convoke\.domain is "192\.0\.2\.1"/,
  ],
  ['a number for a domain', { domain: 7, postalAddress: POSTAL }, /^convoke\.domain is 7/],
  ['no organizer', { organizers: [] }, /^convoke\.organizers is \[\]: give a list/],
  ['text for organizers', { organizers: '*' }, /^convoke\.organizers is "\*": give a list/],
  ['a comma in an organizer', { organizers: ['a@example.com,*'] }, /^convoke\.organizers\[0\]/],
  ['an address of two lines', { postalAddress: 'a\nb' }, /^convoke\.postalAddress is "a\\nb"/],
  [
    'a domain but no postal address',
    { domain: 'example.org' },
    /^convoke\.postalAddress is missing/,
  ],
  ['an URL with a path', { publicUrl: 'https://example.org/a' }, /^convoke\.publicUrl is/],
  ['half a second', { silenceSeconds: 60.5 }, /^convoke\.silenceSeconds is 60\.5/],
  [
    'a value of a page',
    { publicUrl: 'x'.repeat(500) },
    /^convoke\.publicUrl is "x{56}\.\.\.: give/,
  ],
])('%s is refused with one sentence', (_, context, sentence) => {
  expect(problemsOf(context)).toEqual([expect.stringMatching(sentence)]);
});
