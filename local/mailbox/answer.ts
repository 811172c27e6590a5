import { createTransport } from 'nodemailer';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import type { EventSnapshot } from '../../domain/calendar/snapshot.ts';
import { writeCalendar } from '../../domain/calendar/write-calendar.ts';
import { readMail } from '../../domain/mime/read-mail.ts';

/** What a guest presses, and the words on the button. */
export const PRESSES = { ACCEPTED: 'Yes', TENTATIVE: 'Maybe', DECLINED: 'No' } as const;

/** One of the buttons. */
export type Press = keyof typeof PRESSES;

/** True for the name of a button. */
export const isPress = (name: string): name is Press => Object.hasOwn(PRESSES, name);

/** Where mail goes in. */
export type MailInAddress = Readonly<{ host: string; port: number }>;

/** What a guest's calendar program sends when they answer (RFC 5546 §3.2.3). */
export type GuestAnswer = Readonly<{
  from: string;
  to: string;
  subject: string;
  /** The iCalendar text. */
  calendar: string;
}>;

/** The guest's answer to an invitation; undefined for a mail that asks this guest nothing. */
export async function answerTo(
  raw: Uint8Array,
  guest: string,
  press: Press,
  now: Date,
): Promise<GuestAnswer | undefined> {
  const reading = await readMail(raw);
  if (!reading.ok) return undefined;
  for (const { bytes } of reading.mail.calendars) {
    const calendar = readCalendar(bytes);
    if (!calendar.ok || calendar.message.method !== 'REQUEST') continue;
    const event = calendar.message.master ?? calendar.message.overrides[0];
    const answer = event && replyOf(event, guest, press, now);
    if (answer) return answer;
  }
  return undefined;
}

function replyOf(
  event: EventSnapshot,
  guest: string,
  press: Press,
  now: Date,
): GuestAnswer | undefined {
  const { uid, sequence, start, end, summary, recurrenceId } = event;
  const organizer = event.organizer?.address;
  const isAsked = event.attendees.some(({ address }) => address === guest);
  if (!isAsked || start === undefined || end === undefined || !organizer) return undefined;
  const calendar = writeCalendar({
    method: 'REPLY',
    prodid: '-//Convoke//Mailbox//EN',
    events: [
      {
        ...{ uid, sequence, start, end, summary, description: '', location: '' },
        ...{ transparent: false, rdates: [], exdates: [] },
        dtstamp: `${now.toISOString().slice(0, 19)}Z`,
        organizer: { address: organizer },
        attendee: { address: guest, partstat: press },
        ...(recurrenceId && { recurrenceId }),
      },
    ],
  });
  return { from: guest, to: organizer, subject: `${PRESSES[press]}: ${summary}`, calendar };
}

/** Hands the answer to the machine's own incoming mail, as the guest's mail server would. */
export async function sendAnswer(smtp: MailInAddress, answer: GuestAnswer): Promise<void> {
  const { from, to, subject, calendar } = answer;
  const transport = createTransport({ ...smtp, ignoreTLS: true });
  try {
    const icalEvent = { method: 'REPLY', content: calendar };
    await transport.sendMail({ from, to, subject, text: subject, icalEvent });
  } finally {
    transport.close();
  }
}
