import { findInstance } from '../../../domain/calendar/is-instance.ts';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventTime } from '../../../domain/calendar/snapshot.ts';
import { toInstant } from '../../../domain/calendar/zones.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import type { ForwardedEvent } from '../../../domain/invite/forward-frame.ts';
import { letterMail } from '../../../domain/invite/letter-mail.ts';
import { proposalMail } from '../../../domain/invite/proposal-mail.ts';
import { decideLetter, eventsOfThread } from '../../../domain/itip/decide-letter.ts';
import { decideReply } from '../../../domain/itip/decide-reply.ts';
import type {
  Answer,
  Proposal,
  ReadAnswers,
  ReplyDecision,
} from '../../../domain/itip/decisions.ts';
import { isNewer } from '../../../domain/itip/order-answers.ts';
import type { TicketLookup } from '../../../domain/itip/read-answers.ts';
import { screenMail } from '../../../domain/itip/screen-mail.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import {
  CALENDAR,
  INVITES,
  NOW,
  OWN_ADDRESSES,
  REGION,
  sesBlockLines,
} from '../../fixtures/ses-mail.ts';

/** The guest that every dialogue's ticket was made for, and the ticket. */
const GUEST = 'guest@example.org';
const TICKET = 'autumn-guest-k1seal@example.test';

/** The event of every dialogue: Tuesdays at 10 in Berlin, ten times from 1 December 2026. */
const EVENT: ForwardedEvent = {
  ...{ eventId: 'autumnmeetingautumnmeeting', owner: 'alice@corp.example', ownerName: 'Alice' },
  ...{ title: 'Autumn meeting', zone: 'Europe/Berlin' },
  ...{ start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00' },
};
const SERIES = readCalendar(
  new TextEncoder().encode(
    [
      'BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:autumn',
      'DTSTAMP:20261120T100000Z\nDTSTART;TZID=Europe/Berlin:20261201T100000',
      'DTEND;TZID=Europe/Berlin:20261201T110000\nRRULE:FREQ=WEEKLY;COUNT=10',
      'END:VEVENT\nEND:VCALENDAR\n',
    ].join('\n'),
  ),
);

/** What stands of the answers and proposals of a dialogue, by person and instance. */
type Standing = Readonly<{ answers: Map<string, Answer>; proposals: Map<string, Proposal> }>;

/**
 * Plays a dialogue and gives its text with the outcomes that the mails have now.
 *
 * A dialogue is `# why` lines and steps. `> mail [dmarc=pass] [envelope=<>] [at=11:58:30] [sequence=0]
 * [shared=yes] [spam=PASS] [approved=no]` is followed by `# why` lines and a mail as its sender wrote it; SES's block is
 * put above it. The body of a part that says base64 is written in clear. `> expect` is followed by what
 * became of the mail, `> organizer` by the mail that passes it on, `> stands` by what stands at the end.
 */
export async function playDialogue(text: string): Promise<string> {
  const standing: Standing = { answers: new Map(), proposals: new Map() };
  const [head = '', ...steps] = text.split(/^(?=> (?:mail|expect|organizer|stands)\b)/m);
  let played = head;
  for (const [index, step] of steps.entries()) {
    const title = step.slice(0, step.indexOf('\n'));
    if (!title.startsWith('> mail')) continue;
    const mail = step.slice(title.length + 1).replace(/^(#.*\n)+/, '');
    const decision = await playMail(title, mail, standing, `mail-${index}`);
    played += `${step}> expect\n${describe(decision)}\n\n${await describeForward(decision)}`;
  }
  return `${played}> stands\n${describeStanding(standing)}\n`;
}

async function playMail(
  title: string,
  mail: string,
  standing: Standing,
  mailId: string,
): Promise<ReplyDecision> {
  const knobs = new Map(
    [...title.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const fromDomain = /^From:.*@([a-z.]+)>?$/im.exec(mail)?.[1] ?? '';
  const block = sesBlockLines({
    smtpId: 'reply1',
    recipient: INVITES,
    returnPath: knobs.get('envelope') ?? `<bounce@${fromDomain}>`,
    spf: 'none',
    dkim: [],
    dmarc: `${knobs.get('dmarc') ?? 'pass'} header.from=${fromDomain}`,
    spam: knobs.get('spam') ?? 'PASS',
    receivedAt: `Sun, 22 Nov 2026 ${knobs.get('at') ?? '11:58:30'} +0000 (UTC)`,
  });
  const raw = new TextEncoder().encode([...block, ...encodeParts(mail.trimEnd()), ''].join('\r\n'));
  const reading = await readMail(raw);
  if (!reading.ok) throw new Error(reading.detail);
  const screened = screenMail({
    reading,
    ses: readSesBlock(reading.mail.headers, { messageId: 'reply1', region: REGION }),
    ...{ size: raw.length, mailbox: INVITES, ownAddresses: OWN_ADDRESSES },
  });
  if (screened.outcome === 'DROP') return screened;
  if (screened.mail.calendars.length === 0) {
    const events = eventsOfThread(screened.mail.headers, 'example.test');
    const isGuest = screened.from.address === GUEST && events.includes(EVENT.eventId);
    return decideLetter(screened, isGuest);
  }
  const readings = screened.mail.calendars.map(({ bytes }) => readCalendar(bytes));
  const uid = readings.find((each) => each.ok)?.message.uid;
  const sequence = Number(knobs.get('sequence') ?? 0);
  const ticket = lookUp(uid, standing, { sequence, shared: knobs.get('shared') !== 'no' });
  const approved = knobs.get('approved') === 'yes';
  const decision = decideReply(screened, { mailId, readings, ticket, approved }, NOW);
  if (decision.outcome === 'ACCEPT' && 'answers' in decision) record(decision, standing);
  return decision;
}

/** As the table does: the newest of each person stands, for the event and for each instance. */
function record(said: ReadAnswers, { answers, proposals }: Standing): void {
  const who = said.as === 'guest' ? '' : `${said.from.address}, `;
  const keep = <T extends Answer | Proposal>(stored: Map<string, T>, incoming: T): void => {
    const key = `${who}${instanceOf(incoming.recurrenceId)}`;
    const before = stored.get(key);
    if (before === undefined || isNewer(before, incoming)) stored.set(key, incoming);
  };
  for (const answer of said.answers) keep(answers, answer);
  for (const proposal of said.proposals) keep(proposals, proposal);
}

function lookUp(
  uid: string | undefined,
  { answers }: Standing,
  event: Readonly<{ sequence: number; shared: boolean }>,
): TicketLookup {
  if (uid !== TICKET) return { state: uid?.endsWith('@example.test') ? 'mismatch' : 'unknown' };
  const keyOf = (address: string) => `key-of-${address}`;
  return {
    state: 'valid',
    keyOf,
    sameGuest: (address) => address === GUEST,
    stored: (instance) => answers.get(instanceOf(instance)),
    instanceAt: (time) =>
      SERIES.ok && SERIES.message.master !== undefined
        ? findInstance(SERIES.message.master, time)
        : undefined,
    sequence: event.sequence,
    acceptsShared: (address) =>
      event.shared || [...answers.values()].some(({ delegate }) => delegate === keyOf(address)),
  };
}

const instanceOf = (time?: EventTime): string =>
  time === undefined ? 'event' : new Date(toInstant(time)).toISOString();

/** Lines of a mail; the bodies of base64 parts encoded. */
function encodeParts(mail: string): readonly string[] {
  return mail
    .split(/^(?=--)/m)
    .flatMap((part) => {
      const at = part.search(/\n\n/);
      if (at < 0 || !/^content-transfer-encoding: base64$/im.test(part.slice(0, at))) return part;
      const octets = new TextEncoder().encode(part.slice(at + 2).replace(/\n/g, '\r\n'));
      const encoded = btoa(String.fromCharCode(...octets)).replace(/.{76}/g, '$&\n');
      return `${part.slice(0, at)}\n\n${encoded}\n`;
    })
    .join('')
    .split('\n');
}

const textOf = (time: EventTime | undefined): string => {
  if (time === undefined) return '?';
  return time.kind === 'date' ? time.date : new Date(toInstant(time)).toISOString();
};

function describe(decision: ReplyDecision): string {
  const said = decision.outcome === 'HOLD' ? decision.said : decision;
  const lines = [`${decision.outcome} ${decision.reason}`];
  if (said === undefined || !('answers' in said)) return lines.join('\n');
  for (const answer of said.answers) {
    const proof = answer.verified ? 'verified' : 'not verified';
    const delegate = answer.delegate === undefined ? '' : ` to ${answer.delegate}`;
    lines.push(
      `${instanceOf(answer.recurrenceId)}: ${answer.partstat}${delegate}, SEQUENCE ${answer.sequence}${
        answer.olderVersion ? ' (older version)' : ''
      }, DTSTAMP ${answer.dtstamp ?? 'none'}, ${proof}`,
    );
    if (answer.comment !== undefined) lines.push(`  «${answer.comment}»`);
  }
  for (const { recurrenceId, proposed } of said.proposals) {
    const [start, end] = [proposed?.start, proposed?.end].map(textOf);
    lines.push(`${instanceOf(recurrenceId)}: proposes ${start} to ${end}`);
  }
  lines.push(`as ${said.as}, from ${said.from.address}, with ${said.client}`);
  return lines.join('\n');
}

/** The mail that goes on to the organizer, as a mail program shows it. */
async function describeForward(decision: ReplyDecision): Promise<string> {
  const frame = { from: CALENDAR, event: EVENT, mailId: 'mail', now: NOW };
  const raw =
    decision.reason === 'proposal'
      ? proposalMail(decision, frame)
      : decision.reason === 'letter_forwarded'
        ? letterMail(decision, frame)
        : undefined;
  if (raw === undefined) return '';
  const reading = await readMail(new TextEncoder().encode(raw));
  if (!reading.ok) throw new Error(reading.detail);
  const { headers, subject, text } = reading.mail;
  const shown = ['From', 'Reply-To', 'To', 'Auto-Submitted', 'Content-Type'].map(
    (name) => `${name}: ${headers.find((field) => field.name === name)?.value}`,
  );
  return ['> organizer', ...shown, `Subject: ${subject}`, '', text, '', ''].join('\n');
}

function describeStanding({ answers, proposals }: Standing): string {
  if (answers.size + proposals.size === 0) return 'nothing';
  return [
    ...[...answers].map(([key, { partstat }]) => `${key}: ${partstat}`),
    ...[...proposals].map(([key, { proposed }]) => `${key}: proposed ${textOf(proposed?.start)}`),
  ]
    .sort((a, b) => (a < b ? 1 : -1))
    .join('\n');
}
