import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { EventTime } from '../../../domain/calendar/snapshot.ts';
import { toInstant } from '../../../domain/calendar/zones.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { decideReply, type TicketLookup } from '../../../domain/itip/decide-reply.ts';
import type { Answer, ReplyDecision } from '../../../domain/itip/decisions.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import { INVITES, NOW, OWN_ADDRESSES, REGION, sesBlockLines } from '../../fixtures/ses-mail.ts';

/** The guest that every dialogue's ticket was made for, and the ticket. */
const GUEST = 'guest@example.org';
const TICKET = 'autumn-guest-k1seal@example.test';

type Stored = Map<string, Answer>;

/**
 * Plays a dialogue and gives its text with the outcomes that the mails have now.
 *
 * A dialogue is `# why` lines and steps. `> mail [dmarc=pass] [envelope=<>] [at=11:58:30] [sequence=0]
 * [shared=yes] [spam=FAIL]` is followed by `# why` lines and a mail as its sender wrote it; SES's block is
 * put above it. The body of a part that says base64 is written in clear. `> expect` is followed by what
 * became of the mail, `> stands` by the answers that stand at the end.
 */
export async function playDialogue(text: string): Promise<string> {
  const stored: Stored = new Map();
  const [head = '', ...steps] = text.split(/^(?=> )/m);
  let played = head;
  for (const [index, step] of steps.entries()) {
    const title = step.slice(0, step.indexOf('\n'));
    if (title === '> expect' || title === '> stands') continue;
    const mail = step.slice(title.length + 1).replace(/^(#.*\n)+/, '');
    const decision = await playMail(title, mail, stored, `mail-${index}`);
    played += `${step}> expect\n${describe(decision)}\n\n`;
  }
  return `${played}> stands\n${describeStanding(stored)}\n`;
}

async function playMail(
  title: string,
  mail: string,
  stored: Stored,
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
  const readings = reading.mail.calendars.map(({ bytes }) => readCalendar(bytes));
  const uid = readings.find((each) => each.ok)?.message.uid;
  const sequence = Number(knobs.get('sequence') ?? 0);
  const acceptsShared = knobs.get('shared') === 'yes';
  const decision = decideReply(
    {
      reading,
      ses: readSesBlock(reading.mail.headers, { messageId: 'reply1', region: REGION }),
      size: raw.length,
      mailbox: INVITES,
      ownAddresses: OWN_ADDRESSES,
      mailId,
      readings,
      ticket: lookUp(uid, stored, { sequence, acceptsShared }),
    },
    NOW,
  );
  if (decision.outcome === 'ACCEPT' && decision.as === 'guest') {
    for (const answer of decision.answers) stored.set(instanceOf(answer.recurrenceId), answer);
  }
  return decision;
}

function lookUp(
  uid: string | undefined,
  stored: Stored,
  event: Readonly<{ sequence: number; acceptsShared: boolean }>,
): TicketLookup {
  if (uid !== TICKET) return { state: uid?.endsWith('@example.test') ? 'mismatch' : 'unknown' };
  return {
    state: 'valid',
    sameGuest: (address) => address === GUEST,
    stored: (instance) => stored.get(instanceOf(instance)),
    ...event,
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

function describe(decision: ReplyDecision): string {
  const said = decision.outcome === 'HOLD' ? decision.said : decision;
  const lines = [`${decision.outcome} ${decision.reason}`];
  if (said === undefined || !('answers' in said)) return lines.join('\n');
  for (const answer of said.answers) {
    const proof = answer.verified ? 'verified' : 'not verified';
    lines.push(
      `${instanceOf(answer.recurrenceId)}: ${answer.partstat}, SEQUENCE ${answer.sequence}${
        answer.olderVersion ? ' (older version)' : ''
      }, DTSTAMP ${answer.dtstamp ?? 'none'}, ${proof}`,
    );
    if (answer.comment !== undefined) lines.push(`  «${answer.comment}»`);
  }
  lines.push(`as ${said.as}, from ${said.from.address}, with ${said.client}`);
  return lines.join('\n');
}

function describeStanding(stored: Stored): string {
  if (stored.size === 0) return 'nothing';
  return [...stored]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([instance, { partstat }]) => `${instance}: ${partstat}`)
    .join('\n');
}
