import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { EventTime } from '../../domain/calendar/snapshot.ts';
import { toInstant } from '../../domain/calendar/zones.ts';
import type { Series } from '../../domain/invite/series.ts';

const WEEK_MS = 7 * 86_400_000;

/** A mail as a guest's client reads it. */
export type GuestMail = Readonly<{
  to: string;
  /** Asks again under the same SEQUENCE. */
  isReminder: boolean;
  method: string;
  sequence: number;
  dtstamp: string;
  /** Epoch ms; of an instance only. */
  recurrenceId: number | undefined;
  start: number;
  summary: string;
  /** Instances of the weekly rule; 1 for a single event. */
  count: number;
  exdates: readonly number[];
}>;

const instant = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function decode(head: string, body: string): string {
  if (head.includes('base64')) return Buffer.from(body, 'base64').toString('utf8');
  if (!head.includes('quoted-printable')) return body;
  return body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Reads a mail of ours; not a reader of anybody's mail, for which there is no time here. @throws for any other */
export function readGuestMail({ Destination, Content }: SendEmailCommandInput): GuestMail {
  const raw = Buffer.from(Content?.Raw?.Data ?? '').toString('latin1');
  const part = /Content-Type: text\/calendar;([\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/.exec(raw);
  const [, head = '', body = ''] = part ?? [];
  const text = decode(head, body).replaceAll('\r\n ', '');
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}(?:;[^:\r\n]*)?:(.*?)\r?$`, 'm').exec(text)?.[1];
  const method = value('METHOD');
  const recurrenceId = value('RECURRENCE-ID');
  if (method === undefined) throw new Error(`a mail without METHOD: ${raw.slice(0, 3_000)}`);
  return {
    to: Destination?.ToAddresses?.[0] ?? '',
    method,
    isReminder: raw.includes('\r\nSubject: Please answer'),
    sequence: Number(value('SEQUENCE')),
    dtstamp: value('DTSTAMP') ?? '',
    recurrenceId: recurrenceId === undefined ? undefined : instant(recurrenceId),
    start: instant(value('DTSTART') ?? ''),
    summary: value('SUMMARY') ?? '',
    count: Number(/COUNT=(\d+)/.exec(value('RRULE') ?? '')?.[1] ?? 1),
    exdates: [...text.matchAll(/^EXDATE(?:;[^:\r\n]*)?:(.*?)\r?$/gm)].flatMap(([, dates = '']) =>
      dates.split(',').map(instant),
    ),
  };
}

type Shown = Readonly<{ start: number; summary: string }>;

/** What a guest's client keeps of an event. */
type Kept = Readonly<{
  master: GuestMail | undefined;
  overrides: ReadonlyMap<number, Shown>;
  gone: ReadonlySet<number>;
}>;

const NOTHING: Kept = { master: undefined, overrides: new Map(), gone: new Set() };

const instancesOf = ({ start, count }: GuestMail): ReadonlySet<number> =>
  new Set(Array.from({ length: count }, (_, week) => start + week * WEEK_MS));

/** A client that follows RFC 5546 to the letter: a new master keeps what differs at instances that it still has. */
function apply(kept: Kept, mail: GuestMail): Kept {
  const { method, recurrenceId } = mail;
  if (recurrenceId === undefined) {
    if (method === 'CANCEL') return NOTHING;
    const still = instancesOf(mail);
    const overrides = [...kept.overrides].filter(
      ([at]) => still.has(at) && !mail.exdates.includes(at),
    );
    return { master: mail, overrides: new Map(overrides), gone: new Set(mail.exdates) };
  }
  const overrides = new Map(kept.overrides);
  const gone = new Set(kept.gone);
  if (method === 'CANCEL') {
    overrides.delete(recurrenceId);
    gone.add(recurrenceId);
  } else {
    overrides.set(recurrenceId, mail);
    gone.delete(recurrenceId);
  }
  return { ...kept, overrides, gone };
}

const line = ({ start, summary }: Shown): string => `${new Date(start).toISOString()} ${summary}`;

/** What a guest sees after these mails, a line an instance; empty when there is no event. */
export function shownAfter(mails: readonly GuestMail[]): readonly string[] {
  const { master, overrides, gone } = mails.reduce(apply, NOTHING);
  if (!master) return [];
  return [...instancesOf(master)]
    .filter((at) => !gone.has(at) || overrides.has(at))
    .map((at) => line(overrides.get(at) ?? { start: at, summary: master.summary }));
}

/** What everybody should see of an event. */
export function shownOf({ status, master, overrides }: Series): readonly string[] {
  if (status === 'cancelled') return [];
  const count = Number(/COUNT=(\d+)/.exec(master.rrule ?? '')?.[1] ?? 1);
  const gone = new Set(master.exdates.map(toInstant));
  const changed = new Map(overrides.map((each) => [toInstant(each.recurrenceId), each]));
  const first = toInstant(master.start);
  return Array.from({ length: count }, (_, week) => first + week * WEEK_MS)
    .filter((at) => !gone.has(at))
    .map((at) => {
      const { start, summary } = changed.get(at) ?? { ...master, start: utcTime(at) };
      return line({ start: toInstant(start), summary });
    });
}

/** An instant as a time of an event. */
export const utcTime = (at: number): EventTime => ({
  kind: 'utc',
  at: `${new Date(at).toISOString().slice(0, 19)}Z`,
});
