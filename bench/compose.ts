import { Bench } from 'tinybench';
import { writeCalendar } from '../domain/calendar/write-calendar.ts';
import { composeInvitation } from '../domain/mime/compose-invitation.ts';
import type { InvitationMail } from '../domain/mime/invitation-mail.ts';
import {
  invitationTemplate,
  type SplicedGuest,
  splice,
} from '../domain/mime/invitation-template.ts';
import { octetCount, octetsOf } from '../domain/mime/mail-pieces.ts';
import { composeWithLibraries, DESCRIPTION, ORGANIZER, WORDS } from './invitation.ts';
import { median, round } from './measure.ts';

const NOW = '2027-01-04T09:00:00Z';
const ROUNDS = 5;
const ROUND_MS = 400;

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

/** The same calendar by our own writer. */
function ownCalendar(guest: Required<SplicedGuest>): string {
  const event = {
    uid: guest.uid,
    sequence: 0,
    dtstamp: guest.dtstamp,
    start: { kind: 'utc', at: '2027-01-05T09:00:00Z' },
    end: { kind: 'utc', at: '2027-01-05T10:00:00Z' },
    summary: 'Quarterly review, all sites',
    description: DESCRIPTION,
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
    ...WORDS,
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
const parts = template.pieces.filter((piece) => piece instanceof Uint8Array);
let index = 0;
function nextGuest(): Required<SplicedGuest> {
  index = (index + 1) % guests.length;
  return guests[index] ?? makeGuest(index);
}

const WAYS: Readonly<Record<string, () => void | Promise<void>>> = {
  naive: async () => void (await composeWithLibraries(nextGuest())),
  composed: () => void composeInvitation(mailFor(nextGuest())),
  spliced: () => void octetsOf(splice(template, nextGuest())),
  copied: () => void Buffer.concat(parts),
};

/** Mails a second of each way: all ways in turn, round after round, the median of the rounds' medians. */
async function rates(): Promise<Readonly<Record<string, number>>> {
  const seen = new Map<string, number[]>(Object.keys(WAYS).map((name) => [name, []]));
  for (let i = 0; i < ROUNDS; i += 1) {
    const bench = new Bench({ time: ROUND_MS, warmupTime: i === 0 ? ROUND_MS : 50 });
    for (const [name, compose] of Object.entries(WAYS)) bench.add(name, compose);
    for (const { name, result } of await bench.run()) {
      if (result.state !== 'completed') throw new Error(`${name} is ${result.state}`);
      seen.get(name)?.push(1_000 / result.latency.p50);
    }
  }
  return Object.fromEntries([...seen].map(([name, all]) => [name, round(median(all))]));
}

const perSecond = await rates();
const { spliced = 0, naive = 1 } = perSecond;
const octets = octetCount(splice(template, makeGuest(1)));
const report = { octets, perSecond, composeVsNaive: round(spliced / naive, 1) };
process.stdout.write(`${JSON.stringify(report)}\n`);
