import { cleanLine, cleanText, MAX_TEXT } from '../text/clean-text.ts';
import { escapeHtml } from './escape-html.ts';
import { GUEST_ADDRESS, UNSUBSCRIBE_URL } from './invitation-mail.ts';

/** What a mail tells about an event, in the organizer's words. */
export type WordsOfEvent = Readonly<{
  summary: string;
  organizerName: string;
  organizerAddress: string;
  /** For people, with the zone, e.g. `Tue 5 Jan 2027, 10:00-11:00 (Europe/Vienna)`. */
  when: string;
  location: string;
  description: string;
  /** Where the sender can be reached by post; CAN-SPAM wants it. Empty or absent: none. */
  postalAddress?: string;
  kind: 'invitation' | 'update' | 'cancellation' | 'reminder';
  /** What is different for this guest: `starts 2 h later`. @default nothing */
  changes?: readonly string[];
}>;

/** Subject, plain text and HTML of a mail; the bodies hold the placeholders of invitation-mail.ts. */
export type Words = Readonly<{ subject: string; text: string; html: string }>;

/** The forms that Google's mails have, which people and filters know (imip.md 56). */
const SUBJECTS = {
  invitation: 'Invitation: ',
  update: 'Updated invitation: ',
  cancellation: 'Canceled: ',
  reminder: 'Please answer: ',
} as const;

const LEADS = {
  invitation: 'invites you',
  update: 'changed the event',
  cancellation: 'cancelled the event',
  reminder: 'waits for your answer',
} as const;

/**
 * The words of an invitation, an update or a cancellation.
 *
 * Everything from the event is shown as text: no link, picture or markup of a stranger's DESCRIPTION
 * works in our mail (security.md 1.4). The foot says who sent it, for whom, why, and how to end it.
 *
 * @param links `page`: the public page of the event, http(s); `report`: where a guest reports abuse, behind the
 *   guest's unsubscribe link
 */
export function invitationWords(
  event: WordsOfEvent,
  links: Readonly<{ page?: string; report?: string }>,
): Words {
  const facts = readFacts(event);
  const page = links.page !== undefined && /^https?:\/\//.test(links.page) ? links.page : undefined;
  return {
    subject: `${SUBJECTS[event.kind]}${facts.summary}`,
    text: plainText(event.kind, facts, { page, report: links.report }),
    html: htmlBody(event.kind, facts, { page, report: links.report }),
  };
}

type Links = Readonly<{ page: string | undefined; report: string | undefined }>;

type Facts = Readonly<{
  summary: string;
  organizer: string;
  organizerAddress: string;
  rows: readonly (readonly [string, string])[];
  description: string;
  postalAddress: string;
}>;

function readFacts(event: WordsOfEvent): Facts {
  const organizerAddress = cleanLine(event.organizerAddress);
  const rows = [
    ['What changed', (event.changes ?? []).map((each) => cleanLine(each)).join('; ')],
    ['When', cleanLine(event.when)],
    ['Where', cleanLine(event.location)],
  ] as const;
  return {
    summary: cleanLine(event.summary) || 'Event',
    organizer: cleanLine(event.organizerName) || organizerAddress,
    organizerAddress,
    rows: rows.filter(([, value]) => value !== ''),
    description: cleanText(event.description, MAX_TEXT),
    postalAddress: cleanLine(event.postalAddress ?? ''),
  };
}

function plainText(kind: WordsOfEvent['kind'], facts: Facts, { page, report }: Links): string {
  const blocks = [
    `${facts.organizer} ${LEADS[kind]}`,
    [facts.summary, ...facts.rows.map(([label, value]) => `${label}: ${value}`)].join('\n'),
    facts.description,
    page === undefined ? '' : `More: ${page}`,
    [
      '-- ',
      ...foot(kind, facts),
      `Unsubscribe: ${UNSUBSCRIBE_URL}`,
      ...(report === undefined ? [] : [`Report abuse: ${UNSUBSCRIBE_URL}${report}`]),
    ].join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** No colours of our own but for lines: the text takes those of a light or a dark client. */
function htmlBody(kind: WordsOfEvent['kind'], facts: Facts, { page, report }: Links): string {
  const row = ([label, value]: readonly [string, string]) =>
    `<p style="margin:0 0 4px"><strong>${label}:</strong> ${escapeHtml(value)}</p>\n`;
  const blocks = [
    `<p style="margin:0 0 12px">${escapeHtml(facts.organizer)} ${LEADS[kind]}</p>\n`,
    `<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">${escapeHtml(facts.summary)}</h1>\n`,
    ...facts.rows.map(row),
    facts.description === ''
      ? ''
      : `<p style="margin:12px 0">${htmlLines(facts.description)}</p>\n`,
    page === undefined
      ? ''
      : `<p style="margin:12px 0"><a href="${escapeHtml(page)}">More about this event</a></p>\n`,
    '<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #888888;font-size:12px">',
    ...foot(kind, facts).map((line) => `${escapeHtml(line)}<br>\n`),
    `<a href="${UNSUBSCRIBE_URL}">Unsubscribe</a>`,
    report === undefined
      ? '</p>\n'
      : ` · <a href="${UNSUBSCRIBE_URL}${escapeHtml(report)}">Report abuse</a></p>\n`,
  ];
  return [
    '<!doctype html>\n<html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(facts.summary)}</title></head>\n`,
    '<body style="margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">\n',
    ...blocks,
    '</body></html>\n',
  ].join('');
}

function foot(kind: WordsOfEvent['kind'], facts: Facts): readonly string[] {
  return [
    `Sent to ${GUEST_ADDRESS} on behalf of ${facts.organizer} <${facts.organizerAddress}>, who has this address on the guest list of the event.`,
    ...(kind === 'cancellation' ? [] : ['Answer with Yes, Maybe or No in your mail or calendar.']),
    ...(facts.postalAddress === '' ? [] : [facts.postalAddress]),
  ];
}

function htmlLines(text: string): string {
  return text.split('\n').map(escapeHtml).join('<br>\n');
}
