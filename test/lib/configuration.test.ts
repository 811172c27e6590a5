import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  configurationSource,
  EXAMPLE_FILE,
  readConfiguration,
  readConfigurationFile,
} from '../../lib/configuration.ts';
import { InvalidConfiguration } from '../../lib/problems.ts';
import { RECEIVING_REGIONS } from '../../lib/regions.ts';
import { SETTINGS } from '../../manifest-cloud.ts';
import { EVERYTHING, LEAST } from './synthesis.ts';

const root = join(import.meta.dirname, '..', '..');

const problemsOf = (source: unknown): readonly string[] => {
  try {
    readConfiguration(source);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return error.problems;
  }
};

test('a fresh clone has a configuration, and is told to set its domain', () => {
  const { configuration, warnings } = readConfiguration(undefined);
  expect(configuration).toMatchObject({
    name: 'convoke',
    region: 'eu-west-1',
    domain: 'example.com',
    addresses: {
      calendar: 'calendar@example.com',
      bulk: 'bulk@example.com',
      invites: 'invites@example.com',
    },
    organizers: ['*@example.com'],
    postalAddress: '',
    bounceDomain: 'bounce',
    dmarc: 'none',
    trackDeliveries: true,
    sendFromMail: false,
    retention: { mailDays: 90, uploadDays: 30, versionDays: 30, logDays: 90 },
    alarms: { runbook: 'docs/runbook.md' },
  });
  expect(configuration.numbers).toHaveProperty('SILENCE_SECONDS', 1_800);
  expect(warnings).toEqual(['The domain is example.com: write convoke.json before you deploy.']);
});

test('a full configuration is taken as it is, from an object as from JSON', () => {
  const { configuration, warnings } = readConfiguration(EVERYTHING);
  expect(warnings).toEqual([]);
  const { mailboxes: _, ...rest } = EVERYTHING;
  expect(configuration).toMatchObject(rest);
  expect(configuration.addresses.invites).toBe('rsvp@events.example.org');
  expect(readConfiguration(JSON.stringify(EVERYTHING)).configuration).toEqual(configuration);
});

test('domains and addresses are taken in lower case', () => {
  const { configuration } = readConfiguration({
    ...LEAST,
    domain: 'Example.ORG',
    organizers: ['Ada@Example.org', '*@example.net'],
  });
  expect(configuration.domain).toBe('example.org');
  expect(configuration.organizers).toEqual(['ada@example.org', '*@example.net']);
});

test('the example in the repository is a configuration that can be deployed', () => {
  const text = readConfigurationFile(EXAMPLE_FILE);
  expect(readConfiguration(text).warnings).toEqual([]);
});

test('every setting is in docs/deploy.md', () => {
  const page = readFileSync(join(root, 'docs', 'deploy.md'), 'utf8');
  const { addresses: _, numbers: __, ...settings } = readConfiguration(EVERYTHING).configuration;
  const names = [
    ...Object.keys(settings),
    ...Object.keys(settings.retention),
    ...Object.keys(settings.alarms),
    ...SETTINGS.map(({ name }) => name),
    'webAclArn',
    'restoredTable',
    'mailboxes',
  ];
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

test('a file that is not there is no configuration', () => {
  expect(readConfigurationFile(join(root, 'no-such-file.json'))).toBeUndefined();
});

test('the context is the configuration, or names a file, which has to be there', () => {
  expect(configurationSource('{"domain":"example.org"}')).toBe('{"domain":"example.org"}');
  expect(configurationSource(LEAST)).toBe(LEAST);
  expect(configurationSource(EXAMPLE_FILE)).toBe(readFileSync(EXAMPLE_FILE, 'utf8'));
  expect(() => configurationSource('no-such-file.json')).toThrow('no-such-file.json is not there.');
});

test('everything that is wrong is said at once, a sentence each', () => {
  const source = {
    domain: 'example',
    organizers: ['ada@example.org', 'ada at example.org'],
    web: { host: 'http://example.org' },
    silenceSeconds: 5,
    retention: { logDays: 91, foreverDays: 1 },
    alarm: true,
  };
  expect(problemsOf(source)).toEqual([
    'convoke.domain is "example": give the domain that sends, such as "events.example.org".',
    'convoke.organizers[1] is "ada at example.org": give an address, "*@example.org" or "*".',
    'convoke.web.host is "http://example.org": give the host of the pages, such as "rsvp.example.org".',
    'convoke.web.certificateArn is missing: give the ARN of a certificate of us-east-1: CloudFront takes no other.',
    'convoke.retention.logDays is 91: CloudWatch keeps logs 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 days.',
    'convoke.retention.foreverDays is not a setting: see docs/deploy.md.',
    'convoke.silenceSeconds is 5: give whole seconds from 60 to 86400.',
    'convoke.alarm is not a setting: see docs/deploy.md.',
    "convoke.postalAddress is missing: give the sender's postal address in one line, at most 200 characters.",
    'convoke.region is missing: give the Region to deploy to, such as "eu-west-1".',
  ]);
});

test('what clashes is said beside what is wrong, but not of a setting that is wrong itself', () => {
  const clashing = {
    ...LEAST,
    mailboxes: { calendar: 'bulk' },
    hostedZone: { id: 'Z0123456789ABC', name: 'example.net' },
    waf: { requestsPerFiveMinutes: 100 },
  };
  expect(problemsOf({ ...clashing, silenceSeconds: 5, alarm: true })).toEqual([
    'convoke.silenceSeconds is 5: give whole seconds from 60 to 86400.',
    'convoke.alarm is not a setting: see docs/deploy.md.',
    'convoke.hostedZone.name is "example.net": example.org is not in that zone.',
    'convoke.mailboxes has one name twice: each mailbox needs its own.',
    'convoke.waf cannot be made in eu-west-1: CloudFront takes web ACLs of us-east-1; make one there and give convoke.webAclArn.',
  ]);
  const { region: _, ...without } = clashing;
  expect(problemsOf({ ...without, domain: 'localhost', mailboxes: { calendar: '@' } })).toEqual([
    'convoke.domain is "localhost": give the domain that sends, such as "events.example.org".',
    'convoke.mailboxes.calendar is "@": give what stands before the @, such as "calendar".',
    'convoke.region is missing: give the Region to deploy to, such as "eu-west-1".',
  ]);
});

test('a Region where SES receives no mail is refused with the list of those where it does', () => {
  expect(problemsOf({ ...LEAST, region: 'eu-west-3' })).toEqual([
    `convoke.region is "eu-west-3": SES receives mail in ${RECEIVING_REGIONS.join(', ')} and in no other Region.`,
  ]);
});

const zone = { id: 'Z0123456789ABC', name: 'example.net' };

test.each([
  ['text that is not JSON', 'example.org', /^convoke is "example.org": give an object with name/],
  ['a list', [], /^convoke is \[\]: give an object with name/],
  ['an address for a domain', { ...LEAST, domain: 'a@example.org' }, /^convoke\.domain is "a@/],
  ['a domain of one label', { ...LEAST, domain: 'localhost' }, /^convoke\.domain is "localhost"/],
  ['an IP address', { ...LEAST, domain: '192.0.2.1' }, /^convoke\.domain is "192\.0\.2\.1"/],
  ['a number for a domain', { ...LEAST, domain: 7 }, /^convoke\.domain is 7/],
  ['no organizer', { organizers: [] }, /^convoke\.organizers is \[\]: give a list/],
  ['text for organizers', { organizers: '*' }, /^convoke\.organizers is "\*": give a list/],
  ['a comma in an organizer', { organizers: ['a@example.com,*'] }, /^convoke\.organizers\[0\]/],
  ['an address of two lines', { postalAddress: 'a\nb' }, /^convoke\.postalAddress is "a\\nb"/],
  ['half a second', { silenceSeconds: 60.5 }, /^convoke\.silenceSeconds is 60\.5/],
  ['a page of text', { name: 'x'.repeat(500) }, /^convoke\.name is "x{56}\.\.\.: give/],
  ['a zone of somebody else', { ...LEAST, hostedZone: zone }, /example\.org is not in that zone/],
  [
    'two mailboxes of one name',
    { ...LEAST, mailboxes: { calendar: 'bulk' } },
    /^convoke\.mailboxes has one name twice/,
  ],
  [
    'a firewall outside us-east-1',
    { ...LEAST, waf: { requestsPerFiveMinutes: 100 } },
    /^convoke\.waf cannot be made in eu-west-1/,
  ],
  [
    'two firewalls',
    {
      ...EVERYTHING,
      webAclArn:
        'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/11111111-2222-3333-4444-555555555555',
    },
    /^convoke\.waf and convoke\.webAclArn are both there/,
  ],
  [
    'a topic that is none',
    { ...LEAST, alarms: { topicArn: 'pager' } },
    /^convoke\.alarms\.topicArn is "pager"/,
  ],
  [
    'a table by its ARN',
    { ...LEAST, restoredTable: 'arn:aws:dynamodb:eu-west-1:111122223333:table/a' },
    /^convoke\.restoredTable is "arn/,
  ],
])('%s is refused with one sentence', (_, source, sentence) => {
  expect(problemsOf(source)).toEqual([expect.stringMatching(sentence)]);
});
