import { parseArgs } from 'node:util';
import ICAL from 'ical.js';
import MailComposer from 'nodemailer/lib/mail-composer';
import { Bench } from 'tinybench';
import { writeCalendar } from '../domain/calendar/write-calendar.ts';
import { composeInvitation } from '../domain/mime/compose-invitation.ts';
import type { InvitationMail } from '../domain/mime/invitation-mail.ts';
import {
  invitationTemplate,
  type SplicedGuest,
  splice,
} from '../domain/mime/invitation-template.ts';
import { invitationWords } from '../domain/mime/invitation-words.ts';

/** Goal of performance.md: how many times as fast as composing each mail with libraries. */
const GOAL_RATIO = 50;
const ORGANIZER = { name: 'Ann Organizer', address: 'invites@example.com' };
const NOW = '2027-01-04T09:00:00Z';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    milliseconds: { type: 'string', default: '1500' },
  },
});

const description = Array.from(
  { length: 40 },
  (_, day) => `Topic ${day + 1}: what changed, what it costs, and who decides = the whole group.`,
).join('\n');

const words = invitationWords(
  {
    summary: 'Quarterly review, all sites',
    organizerName: ORGANIZER.name,
    organizerAddress: 'ann@example.com',
    when: 'Tue 5 Jan 2027, 10:00-11:00 (Europe/Vienna)',
    location: 'Room 12 and https://meet.example.com/abc',
    description,
    kind: 'invitation',
  },
  { page: 'https://calendar.example.com/e/abc' },
);

/** Every third guest has a name that is not ASCII, every fourth none. */
function makeGuest(index: number): Required<SplicedGuest> {
  const ticket = `${'event'.repeat(5)}a-${'guest'.repeat(5)}b-k1${'seal'.repeat(6)}cd`;
  return {
    address: `guest${index}@mail${index % 97}.example.org`,
    name: index % 4 === 0 ? '' : index % 3 === 0 ? `Zoë Müller ${index}` : `Guest Number ${index}`,
    uid: `${ticket}${index}@example.com`,
    dtstamp: NOW,
    date: NOW,
    messageId: `<${index}@example.com>`,
    sendId: `send-${index}`,
    unsubscribeUrl: `https://calendar.example.com/unsubscribe/${'t'.repeat(43)}${index}`,
  };
}

function eventComponent(): ICAL.Component {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('prodid', '-//Convoke//bench//EN');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('method', 'REQUEST');
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString('2027-01-05T09:00:00Z'));
  event.addPropertyWithValue('dtend', ICAL.Time.fromDateTimeString('2027-01-05T10:00:00Z'));
  event.addPropertyWithValue('summary', 'Quarterly review, all sites');
  event.addPropertyWithValue('description', description);
  event.addPropertyWithValue('location', 'Room 12');
  event.addPropertyWithValue('status', 'CONFIRMED');
  event.addPropertyWithValue('sequence', 0);
  const organizer = event.addPropertyWithValue('organizer', `mailto:${ORGANIZER.address}`);
  organizer.setParameter('cn', ORGANIZER.name);
  calendar.addSubcomponent(event);
  return calendar;
}

/** The calendar as a library writes it for one guest. */
function libraryCalendar(guest: Required<SplicedGuest>): string {
  const calendar = eventComponent();
  const event = calendar.getFirstSubcomponent('vevent');
  if (event === null) throw new Error('the calendar has no event');
  event.addPropertyWithValue('dtstamp', ICAL.Time.fromDateTimeString(guest.dtstamp));
  event.addPropertyWithValue('uid', guest.uid);
  const attendee = event.addPropertyWithValue('attendee', `mailto:${guest.address}`);
  attendee.setParameter('rsvp', 'TRUE');
  attendee.setParameter('partstat', 'NEEDS-ACTION');
  attendee.setParameter('cn', guest.name);
  return calendar.toString();
}

/** What most people write: ical.js and nodemailer for every guest. */
function composeWithLibraries(guest: Required<SplicedGuest>): Promise<Buffer> {
  const personal = (text: string) =>
    text
      .replaceAll('\ufdd0address\ufdd1', guest.address)
      .replaceAll('\ufdd0unsubscribe\ufdd1', guest.unsubscribeUrl);
  const composer = new MailComposer({
    from: ORGANIZER,
    to: { name: guest.name, address: guest.address },
    subject: words.subject,
    text: personal(words.text),
    html: personal(words.html),
    icalEvent: { method: 'REQUEST', filename: 'invite.ics', content: libraryCalendar(guest) },
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Send-Id': guest.sendId },
    list: { unsubscribe: guest.unsubscribeUrl },
  });
  return composer.compile().build();
}

/** The same calendar by our own writer. */
function ownCalendar(guest: Required<SplicedGuest>): string {
  const event = {
    uid: guest.uid,
    sequence: 0,
    dtstamp: guest.dtstamp,
    start: { kind: 'utc', at: '2027-01-05T09:00:00Z' },
    end: { kind: 'utc', at: '2027-01-05T10:00:00Z' },
    summary: 'Quarterly review, all sites',
    description,
    location: 'Room 12',
    status: 'CONFIRMED',
    transparent: false,
    organizer: ORGANIZER,
    attendee: { address: guest.address, name: guest.name, partstat: 'NEEDS-ACTION', rsvp: true },
    rdates: [],
    exdates: [],
  } as const;
  return writeCalendar({ method: 'REQUEST', events: [event] });
}

function mailFor(guest: Required<SplicedGuest>): InvitationMail {
  return {
    from: ORGANIZER,
    to: { address: guest.address, name: guest.name },
    ...words,
    calendar: ownCalendar(guest),
    date: guest.date,
    messageId: guest.messageId,
    sendId: guest.sendId,
    listUnsubscribe: { url: guest.unsubscribeUrl },
  };
}

// Made beforehand: in the product they come from the audience file.
const guests = Array.from({ length: 1_000 }, (_, index) => makeGuest(index));
const template = invitationTemplate(mailFor(makeGuest(0)));
let index = 0;
function nextGuest(): Required<SplicedGuest> {
  index = (index + 1) % guests.length;
  return guests[index] ?? makeGuest(index);
}

const bench = new Bench({ time: Number(values.milliseconds), warmupTime: 500 });
bench.add('libraries', async () => void (await composeWithLibraries(nextGuest())));
bench.add('composed', () => void composeInvitation(mailFor(nextGuest())));
bench.add('spliced', () => void splice(template, nextGuest()));
await bench.run();

const rates = new Map(
  bench.tasks.map(({ name, result }) => {
    if (result.state !== 'completed') throw new Error(`${name} did not complete: ${result.state}`);
    return [name, Math.round(1_000 / result.latency.p50)];
  }),
);
const rate = (name: string) => rates.get(name) ?? 0;
const report = {
  ok: rate('spliced') / rate('libraries') >= GOAL_RATIO,
  octets: splice(template, makeGuest(1)).length,
  perSecond: { libraries: rate('libraries'), composed: rate('composed'), spliced: rate('spliced') },
  ratio: Number((rate('spliced') / rate('libraries')).toFixed(1)),
  goal: GOAL_RATIO,
};

process.stdout.write(
  values.json
    ? `${JSON.stringify(report)}\n`
    : [
        `one invitation of ${report.octets} octets, median per second and core`,
        `  ical.js + nodemailer for each guest  ${report.perSecond.libraries}`,
        `  composed by us for each guest        ${report.perSecond.composed}`,
        `  composed once, spliced per guest     ${report.perSecond.spliced}`,
        `  ratio ${report.ratio} (goal ${GOAL_RATIO}: ${report.ok ? 'reached' : 'missed'})`,
        '',
      ].join('\n'),
);
process.exitCode = report.ok ? 0 : 1;
