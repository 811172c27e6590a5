import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import type { Mac } from '../../domain/invite/mac.ts';
import { readTicket } from '../../domain/invite/ticket.ts';
import { until } from '../../local/demo/api.ts';
import { letIn } from './inbound.ts';
import { bySmtp } from './invitations.ts';
import { NAMES, ORGANIZER_LINES } from './nasty-texts.ts';
import { splitHeaders } from './out-mail.ts';
import { listOutMails, type OutMail, START_MS, usePrivateStack } from './private-stack.ts';
import { sendTo } from './sending.ts';

const at = usePrivateStack({ CONVOKE_POSTAL_ADDRESS: 'Convoke, 1 Example Street, 00000 Nowhere' });

const guestAt = (index: number): string => `guest${index}@guests.example`;
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** Everything that an invitation may have (imip.md 40-43), and nothing else. */
const CALENDAR_PROPERTIES = ['prodid', 'version', 'calscale', 'method'];
const REQUIRED = [
  'uid',
  'dtstamp',
  'dtstart',
  'dtend',
  'organizer',
  'attendee',
  'sequence',
  'summary',
  'status',
  'transp',
];
const OPTIONAL = ['rrule', 'description', 'location', 'x-microsoft-disallow-counter'];

type Read = Readonly<{
  mail: OutMail;
  parsed: ParsedMail;
  fields: ReturnType<typeof splitHeaders>;
  calendars: readonly Attachment[];
}>;
let mails: readonly Read[] = [];

async function invite(): Promise<string> {
  const who = 'organizer@corp.example';
  const { calendar } = at().stack.endpoints.mailboxes;
  const times = [
    'DTSTART;TZID=Europe/Berlin:20270614T090000',
    'DTEND;TZID=Europe/Berlin:20270614T100000',
  ];
  await letIn(at(), bySmtp(who, calendar, { calendar: { times, lines: ORGANIZER_LINES } }));
  return until('the event', 20, async () => {
    const { items } = await at().api.get<{ items: { eventId: string }[] }>('/v1/events');
    return items[0]?.eventId;
  });
}

beforeAll(async () => {
  const rows = NAMES.map((name, index) => `${guestAt(index)},${quoted(name)}`);
  const { run } = await sendTo(at().api, await invite(), `email,name\r\n${rows.join('\r\n')}\r\n`);
  expect(run).toMatchObject({ state: 'finished', sent: NAMES.length });
  const sent = (await listOutMails(at())).filter(({ to }) => to[0]?.endsWith('@guests.example'));
  expect(sent).toHaveLength(NAMES.length);
  mails = await Promise.all(
    sent.map(async (mail) => {
      const parsed = await simpleParser(mail.raw);
      const calendars = parsed.attachments.filter(({ content }) =>
        content.includes('BEGIN:VCALENDAR'),
      );
      return { mail, parsed, fields: splitHeaders(mail.raw), calendars };
    }),
  );
}, START_MS);

/** The installation's Mac, made from its secret by the rule that docs/protocol.md gives. */
function macOf(folder: string): Mac {
  const secret = JSON.parse(readFileSync(join(folder, 'secret.json'), 'utf8')) as {
    root: string;
    current: string;
    keys: Record<string, string>;
  };
  return (purpose, text, keyId = secret.current) => {
    const key = keyId === 'root' ? secret.root : secret.keys[keyId];
    if (key === undefined) return undefined;
    return createHmac('sha256', Buffer.from(key, 'hex'))
      .update(`${purpose.length}:${purpose}${text}`)
      .digest();
  };
}

/** A calendar, read strictly. */
function readStrictly(octets: Buffer): { calendar: ICAL.Component; event: ICAL.Component } {
  const calendar = new ICAL.Component(ICAL.parse(octets.toString('utf8')));
  const [event, ...others] = calendar.getAllSubcomponents('vevent');
  if (event === undefined || others.length > 0) throw new Error('not exactly one VEVENT');
  return { calendar, event };
}

const addressesIn = (field: string | undefined): string[] =>
  field?.match(/[^\s<>"]+@[^\s<>"]+/g) ?? [];

test.each(NAMES.map((name, index) => [index, JSON.stringify(name).slice(0, 40)] as const))(
  'the invitation of guest %i, called %s, is theirs alone and whole',
  (index) => {
    const guest = guestAt(index);
    const mine = mails.filter(({ mail }) => mail.to.includes(guest));
    expect(mine).toHaveLength(1);
    const [{ mail, parsed, fields, calendars }] = mine as [Read];
    expect(mail.to).toEqual([guest]);
    expect(
      [parsed.to]
        .flat()
        .flatMap((to) => to?.value ?? [])
        .map(({ address }) => address),
    ).toEqual([guest]);
    for (const name of ['to', 'from', 'reply-to', 'subject', 'list-unsubscribe'])
      expect(fields.get(name)).toHaveLength(1);
    for (const name of ['cc', 'bcc']) expect(fields.has(name)).toBe(false);
    expect(calendars.map(({ contentType }) => contentType)).toEqual([
      'text/calendar',
      'application/ics',
    ]);
    expect(calendars[0]?.content.equals(calendars[1]?.content ?? Buffer.alloc(0))).toBe(true);
    const { calendar, event } = readStrictly(calendars[0]?.content ?? Buffer.alloc(0));
    const attendees = event.getAllProperties('attendee');
    expect(attendees.map((each) => each.getFirstValue())).toEqual([`mailto:${guest}`]);
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(
      mail.raw.match(/^Content-Type: text\/calendar;(?:.*\r\n[ \t])*.*method=REQUEST/gim),
    ).toHaveLength(1);
    const uid = String(event.getFirstPropertyValue('uid'));
    expect(readTicket(macOf(at().folder), uid, 'example.test')).toBeDefined();
    const organizer = String(event.getFirstPropertyValue('organizer')).replace('mailto:', '');
    expect(addressesIn(fields.get('from')?.[0])).toEqual([organizer]);
    expect(addressesIn(fields.get('reply-to')?.[0])).toEqual([organizer]);
    expect(organizer).toBe(at().stack.endpoints.mailboxes.invites);
    expect(fields.get('list-unsubscribe')?.[0]).toMatch(
      /^<http:\/\/[^>]+\/unsubscribe\/[a-z0-9-]+>/,
    );
    expect(fields.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
  },
);

test('each has a ticket of its own, and none fits another domain', () => {
  const uids = mails.map(({ calendars }) =>
    String(
      readStrictly(calendars[0]?.content ?? Buffer.alloc(0)).event.getFirstPropertyValue('uid'),
    ),
  );
  const mac = macOf(at().folder);
  expect(new Set(uids).size).toBe(NAMES.length);
  expect(new Set(uids.map((uid) => readTicket(mac, uid, 'example.test')?.guestKey)).size).toBe(
    NAMES.length,
  );
  for (const uid of uids)
    expect(
      readTicket(
        mac,
        uid.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')),
        'example.test',
      ),
    ).toBeUndefined();
});

test('each has what every client needs and nothing that was private to the organizer', () => {
  for (const { calendars, mail, parsed } of mails) {
    const { calendar, event } = readStrictly(calendars[0]?.content ?? Buffer.alloc(0));
    const names = event.getAllProperties().map(({ name }) => name);
    expect(
      calendar
        .getAllProperties()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...CALENDAR_PROPERTIES].sort());
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(REQUIRED));
    expect(names.filter((name) => ![...REQUIRED, ...OPTIONAL].includes(name))).toEqual([]);
    expect(event.getAllSubcomponents()).toEqual([]);
    expect(String(event.getFirstPropertyValue('rrule'))).toMatch(/FREQ=WEEKLY;COUNT=10/);
    expect(event.getFirstPropertyValue('status')).toBe('CONFIRMED');
    // The one thing of them that guests need goes on, as text (imip.md 49).
    expect(event.getFirstPropertyValue('description')).toMatch(/https:\/\/meet\.example\/join$/);
    const decoded = `${calendars[0]?.content.toString('utf8')}${parsed.text}${parsed.html}`;
    for (const text of [decoded, mail.raw])
      expect(text).not.toMatch(/secret|private|VALARM|passwd|alarmed@/i);
  }
});

test('every TZID has its VTIMEZONE, and DTSTAMP is UTC', () => {
  for (const { calendars } of mails) {
    const { calendar, event } = readStrictly(calendars[0]?.content ?? Buffer.alloc(0));
    const zones = calendar
      .getAllSubcomponents('vtimezone')
      .map((zone) => zone.getFirstPropertyValue('tzid'));
    const used = event
      .getAllProperties()
      .flatMap((property) => property.getFirstParameter('tzid') ?? []);
    expect(new Set(zones)).toEqual(new Set(used));
    expect(zones).toEqual(['Europe/Berlin']);
    const dtstamp = event.getFirstProperty('dtstamp')?.toICALString();
    expect(dtstamp).toMatch(/^DTSTAMP:\d{8}T\d{6}Z$/);
  }
});

test('no line of a mail is over 998 octets, none of a calendar over 75, and every line ends with CRLF', () => {
  for (const { mail, calendars } of mails) {
    expect(mail.raw).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    // The mailbox gives UTF-8: what went out is ASCII, or this would not be its octets.
    expect(mail.raw).toMatch(/^[\r\n\t\x20-\x7e]*$/);
    expect(Math.max(...mail.raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    const octets = calendars[0]?.content.toString('latin1') ?? '';
    expect(octets).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    expect(Math.max(...octets.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(75);
  }
});

test('a name goes out as it is, cleaned of what would act, and cut', () => {
  const namesOf = (index: number): (string | undefined)[] => {
    const { parsed, calendars } = mails.find(({ mail }) =>
      mail.to.includes(guestAt(index)),
    ) as Read;
    const to = [parsed.to].flat().flatMap((each) => each?.value ?? [])[0]?.name;
    const cn = readStrictly(calendars[0]?.content ?? Buffer.alloc(0))
      .event.getFirstProperty('attendee')
      ?.getFirstParameter('cn');
    return [to, cn];
  };
  for (const plain of ['Ann', 'Björn Öberg', '李小龍', 'Ωμέγα', "O'Brien"]) {
    expect(namesOf(NAMES.indexOf(plain))).toEqual([plain, plain]);
  }
  for (const [index, name] of NAMES.entries()) {
    const found = namesOf(index).map((each) => each ?? '');
    for (const each of found) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(each).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
      expect(each.length).toBeLessThanOrEqual(Math.max(400, name.length));
    }
  }
});
