import type { MailKnobs } from './good-mails.ts';
import { type Plant, swap } from './plant.ts';

const field = (from: RegExp, to: string) => (knobs: MailKnobs) => ({
  fields: knobs.fields.map((line) => line.replace(from, to)).filter((line) => line !== ''),
});
const also = (line: string) => (knobs: MailKnobs) => ({ fields: [...knobs.fields, line] });

/** Mails that each break one rule of RFC 5322, of MIME or of the parts of an invitation. */
export const PLANTED_MAILS: readonly Plant[] = [
  { rule: 'crlf', title: 'a bare LF', raw: swap('gut.', 'gu\nt.') },
  { rule: 'crlf', title: 'CR CR LF in the header', raw: swap('\r\nDate', '\r\r\nDate') },
  { rule: 'crlf', title: 'no CRLF at the end', raw: (raw) => raw.slice(0, -2) },
  {
    rule: 'line-length',
    title: 'a line of 999 octets',
    mail: also(`X-Long: ${'x'.repeat(991)}`),
  },
  { rule: 'control-characters', title: 'a BEL', raw: swap('Subject: R', 'Subject: \x07R') },
  { rule: 'control-characters', title: 'an encoded BEL in the words', raw: swap('gut', '=07ut') },
  { rule: 'header-ascii', title: 'an umlaut in Subject', raw: swap('Subject: R', 'Subject: Ä') },
  { rule: 'mime-form', title: 'a boundary never closed', raw: swap('--=_mixed--', '--=_mixed') },
  { rule: 'mime-form', title: 'a broken escape', raw: swap('gut', '=4ut') },
  {
    rule: 'mime-form',
    title: 'an encoding that is none',
    raw: swap('Content-Transfer-Encoding: q', 'Content-Transfer-Encoding: x-q'),
  },
  { rule: 'mime-version', title: 'no MIME-Version', mail: field(/^MIME-Version.*/, '') },
  { rule: 'fields-once', title: 'two Subjects', mail: also('Subject: Second') },
  { rule: 'fields-once', title: 'no Date', mail: field(/^Date.*/, '') },
  { rule: 'fields-once', title: 'a Date in GMT', mail: field(/\+0000$/, 'GMT') },
  { rule: 'one-recipient', title: 'somebody in Cc', mail: also('Cc: eve@example.net') },
  {
    rule: 'one-recipient',
    title: 'two in the envelope',
    to: ['Guest@example.org', 'eve@example.net'],
  },
  {
    rule: 'to-is-recipient',
    title: 'To in another case',
    mail: () => ({ to: 'guest@example.org' }),
  },
  {
    rule: 'reply-to-is-from',
    title: 'answers go elsewhere',
    mail: field(/^Reply-To.*/, 'Reply-To: eve@example.net'),
  },
  { rule: 'auto-submitted', title: 'no Auto-Submitted', mail: field(/^Auto.*/, '') },
  { rule: 'auto-submitted', title: 'said to be a person’s', mail: field(/auto-generated/, 'no') },
  { rule: 'list-unsubscribe', title: 'no List-Unsubscribe', mail: field(/^List-Uns.*be: .*/, '') },
  {
    rule: 'list-unsubscribe',
    title: 'HTTP to another host',
    mail: field(/https:/, 'http:'),
  },
  { rule: 'one-click', title: 'no One-Click', mail: field(/^List-Unsubscribe-Post.*/, '') },
  {
    rule: 'web-addresses',
    title: 'a script behind a link',
    mail: () => ({ html: "<a href='javascript:alert(1)'>x</a>" }),
  },
  {
    rule: 'web-addresses',
    title: 'a picture inside of the mail',
    mail: () => ({ html: '<img src=cid:1>' }),
  },
  { rule: 'parts-of-an-invitation', title: 'no attached copy', mail: () => ({ letter: true }) },
  {
    rule: 'parts-of-an-invitation',
    title: 'an attached calendar alone',
    raw: swap('text/calendar', 'text/plain'),
  },
  {
    rule: 'parts-of-an-invitation',
    title: 'a list mail without calendar',
    of: 'words alone',
    mail: also('List-Unsubscribe: <https://example.com/u>'),
  },
  {
    rule: 'parts-of-an-invitation',
    title: 'a related in place of the alternative',
    raw: swap('multipart/alternative', 'multipart/related'),
  },
  {
    rule: 'bare-calendar-part',
    title: 'a disposition',
    mail: ({ calendarHead }) => ({
      calendarHead: [...calendarHead, 'Content-Disposition: inline'],
    }),
  },
  {
    rule: 'bare-calendar-part',
    title: 'a name',
    mail: ({ calendarHead }) => ({ calendarHead: [`${calendarHead[0]}; name="invite.ics"`] }),
  },
  {
    rule: 'bare-calendar-part',
    title: 'an id',
    mail: ({ calendarHead }) => ({
      calendarHead: [...calendarHead, 'Content-ID: <1@example.com>'],
    }),
  },
  { rule: 'calendar-charset', title: 'no charset', raw: swap('r; charset=UTF-8', 'r') },
  {
    rule: 'calendar-charset',
    title: 'octets that are no UTF-8',
    of: 'declined proposal',
    raw: swap('DESCRIPTION:Fr=C3', 'DESCRIPTION:Fr=C3=C3'),
  },
  { rule: 'method-equal', title: 'another MIME method', raw: swap('method=REQ', 'method=PUB') },
  { rule: 'method-equal', title: 'no MIME method', raw: swap('; method=REQUEST', '') },
  {
    rule: 'method-upper-case',
    title: 'a MIME method in lower case',
    raw: swap('method=REQUEST', 'method=request'),
  },
  {
    rule: 'method-upper-case',
    title: 'METHOD in lower case',
    calendar: swap('METHOD:REQUEST', 'METHOD:request'),
  },
  {
    rule: 'copies-equal',
    title: 'a copy of another event',
    mail: ({ calendar = '' }) => ({ copy: calendar.replace('Review', 'Party') }),
  },
];
