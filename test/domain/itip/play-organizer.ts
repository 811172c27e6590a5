import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { type Applied, applyMessage } from '../../../domain/invite/apply-message.ts';
import type { EventVersion } from '../../../domain/invite/event.ts';
import { messagesFor } from '../../../domain/invite/guest-messages.ts';
import { claimEvent } from '../../../domain/itip/claim-event.ts';
import { decideInvitation, type Known } from '../../../domain/itip/decide-invitation.ts';
import type { InvitationDecision } from '../../../domain/itip/decisions.ts';
import { identify } from '../../../domain/itip/identify.ts';
import { saidOf } from '../../../domain/itip/record-decision.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import { CALENDAR, OWN_ADDRESSES, REGION, sesBlockLines } from '../../fixtures/ses-mail.ts';
import { told } from '../invite/guest-client.ts';

/** Everything that a dialogue has led to. */
type Diary = Readonly<{
  /** Newest versions, by owner and UID. */
  events: Map<string, EventVersion>;
  /** Mails that wait for their event, by owner and UID. */
  waiting: Map<string, readonly Arrival[]>;
}>;

type Arrival = Readonly<{ raw: Uint8Array; at: Date; approved: boolean; name: string }>;
type Outcome = Readonly<{ decision: InvitationDecision; applied?: Applied; key: string }>;

/**
 * Plays a dialogue with calendar@ and gives its text with the outcomes that the mails have now.
 *
 * A dialogue is `# why` lines and steps. `> mail [at=11:58:30] [dmarc=pass] [approved=no]` is followed by `# why`
 * lines and a mail as its sender wrote it; SES's block is put above it. After each comes `> expect`: what became of
 * it, and what a guest gets who was at the version before.
 */
export async function playOrganizer(text: string): Promise<string> {
  const diary: Diary = { events: new Map(), waiting: new Map() };
  const [head = '', ...steps] = text.split(/^(?=> (?:mail|expect)\b)/m);
  let played = head;
  for (const [index, step] of steps.entries()) {
    const title = step.slice(0, step.indexOf('\n'));
    if (!title.startsWith('> mail')) continue;
    const mail = step.slice(title.length + 1).replace(/^(#.*\n)+/, '');
    const arrival = arrive(title, mail, `mail${index}`);
    played += `${step}> expect\n${await settle(arrival, diary)}\n`;
  }
  return `${played.trimEnd()}\n`;
}

function arrive(title: string, mail: string, name: string): Arrival {
  const knob = (word: string) => new RegExp(`\\b${word}=(\\S+)`).exec(title)?.[1];
  const fromDomain = /^From:.*@([a-z.]+)>?$/im.exec(mail)?.[1] ?? '';
  const at = new Date(`2026-11-22T${knob('at') ?? '11:58:30'}Z`);
  const block = sesBlockLines({
    ...{ smtpId: name, recipient: CALENDAR, returnPath: `<bounce@${fromDomain}>`, spf: 'none' },
    ...{ dkim: [], dmarc: `${knob('dmarc') ?? 'pass'} header.from=${fromDomain}` },
    receivedAt: `${at.toUTCString().replace('GMT', '+0000')} (UTC)`,
  });
  const raw = new TextEncoder().encode([...block, ...mail.trimEnd().split('\n'), ''].join('\r\n'));
  return { raw, at, name, approved: knob('approved') === 'yes' };
}

/** What becomes of a mail, and of those that waited for it. */
async function settle(arrival: Arrival, diary: Diary): Promise<string> {
  const outcome = await decide(arrival, diary);
  const { decision, applied, key } = outcome;
  if (decision.reason === 'event_unknown') {
    diary.waiting.set(key, [...(diary.waiting.get(key) ?? []), arrival]);
  }
  let words = describe(outcome, diary);
  if (applied?.kind !== 'version') return words;
  diary.events.set(key, applied.version);
  const waited = diary.waiting.get(key) ?? [];
  diary.waiting.delete(key);
  for (const mail of waited) words += `the mail that waited: ${await settle(mail, diary)}`;
  return words;
}

async function decide({ raw, at, name, approved }: Arrival, diary: Diary): Promise<Outcome> {
  const reading = await readMail(raw);
  const headers = reading.ok ? reading.mail.headers : reading.headers;
  const identified = identify(
    {
      ...{ reading, size: raw.length, mailbox: CALENDAR, ownAddresses: OWN_ADDRESSES },
      ses: readSesBlock(headers, { messageId: name, region: REGION }),
    },
    at,
  );
  if (identified.outcome === 'DROP') return { decision: identified, key: '' };
  const readings = identified.mail.calendars.map(({ bytes }) => readCalendar(bytes));
  const { owner, uid = '' } = claimEvent(identified, readings);
  const key = `${owner.address}\n${uid}`;
  const event = diary.events.get(key);
  const known: Known = {
    ...{ organizer: 'enrolled', eventId: 'event', approved, ...(event && { event }) },
    otherOwners: [...diary.events.values()]
      .filter((each) => each.uid === uid && each.owner !== owner.address)
      .map((each) => each.owner),
  };
  const decision = decideInvitation(identified, readings, known, at);
  if (decision.outcome !== 'ACCEPT' || !('message' in decision)) return { decision, key };
  const applied = applyMessage(event, saidOf(decision, 'event', name), at);
  return { decision, applied, key };
}

function describe({ decision, applied, key }: Outcome, diary: Diary): string {
  const { outcome, reason, detail } = decision;
  if (applied?.kind !== 'version') return `${outcome} ${reason}: ${detail}\n`;
  const { version, tail } = applied;
  const before = diary.events.get(key);
  const messages = messagesFor(before?.series, version.series, version.at);
  const gets = version.tells === 'nobody' && before ? [] : messages;
  return [
    `${outcome} ${reason}: version ${version.version}, SEQUENCE ${version.sequence}, tells ${version.tells}`,
    ...version.diff.map((each) => `  differs: ${each}`),
    ...gets.map((message) => `  ${before ? 'guest' : 'new guest'} gets: ${told(message)}`),
    ...(tail?.master ? [`  the rest: ${tail.uid}, ${tail.master.rrule}`] : []),
    '',
  ].join('\n');
}
