import { expect, test } from '@jest/globals';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import type { EventSnapshot } from '../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../domain/calendar/write-calendar.ts';
import { composeInvitation } from '../../domain/mime/compose-invitation.ts';
import { corpusCalendars } from '../fixtures/corpus-calendars.ts';
import { checkMail } from './check-mail.ts';

const INVITES = { address: 'invites@example.com', name: 'Ann via Calendar' };
const GUEST = { address: 'guest@example.org' };

/** The mail that passes an event of somebody's on to a guest; undefined for one without times. */
function passedOn(event: EventSnapshot): string | undefined {
  const { start, end, organizer, attendees, comment, ...kept } = event;
  if (start === undefined || end === undefined) return undefined;
  const dtstamp = '2027-01-01T09:00:00Z';
  const calendar = writeCalendar({
    method: 'REQUEST',
    events: [
      {
        ...{ ...kept, start, end, dtstamp, uid: 'e1-g1-k1@example.com', status: 'CONFIRMED' },
        organizer: INVITES,
        attendee: { ...GUEST, partstat: 'NEEDS-ACTION', rsvp: true },
      },
    ],
  });
  return composeInvitation({
    ...{ from: INVITES, to: GUEST, subject: event.summary, date: dtstamp, calendar },
    ...{ text: event.description, html: '<p>x</p>' },
    listUnsubscribe: { url: 'https://example.com/u/1' },
  });
}

test('every event of the corpus, passed on to a guest, breaks no rule', async () => {
  const calendars = await corpusCalendars();
  if (calendars === undefined) return;
  let mails = 0;
  for (const { path, bytes } of calendars) {
    const reading = readCalendar(bytes);
    if (!reading.ok) continue;
    const { master, overrides } = reading.message;
    for (const event of master === undefined ? overrides : [master, ...overrides]) {
      const mail = passedOn(event);
      if (mail === undefined) continue;
      mails += 1;
      const broken = checkMail(mail, { to: [GUEST.address] });
      expect([path, broken.map(({ rule, detail }) => `${rule}: ${detail}`)]).toEqual([path, []]);
    }
  }
  expect(mails).toBeGreaterThan(300);
}, 60_000);
