import { type BrokenRule, broken, unless } from './broken-rule.ts';
import { addressesOf, type CheckedMail, isBulk, utf8 } from './checked-mail.ts';
import { fieldOf, fieldsOf } from './mime-reader.ts';

/** RFC 5322 §3.6, RFC 2369 §2, RFC 3834 §5 and Amazon SES: these stand once. */
const ONCE = [
  ...['from', 'sender', 'reply-to', 'to', 'cc', 'date', 'subject', 'message-id', 'in-reply-to'],
  ...['references', 'auto-submitted', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id'],
  ...['mime-version', 'content-type', 'content-transfer-encoding'],
];
const NEEDED = ['from', 'to', 'date', 'subject'];
const CONTROL = /(?![\t\r\n])\p{Cc}/u;
const LOOPBACK = /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?\//;

/** What of its octets a mail breaks: line ends, line lengths, control characters, encodings. */
export function checkOctets({ raw, entities }: CheckedMail): readonly BrokenRule[] {
  const longest = Math.max(...raw.split('\r\n').map(({ length }) => length));
  const head = raw.slice(0, raw.search(/\r\n\r\n|$/));
  const texts = entities.filter(({ type }) => type === 'text/plain' || type === 'text/html');
  const controls = [raw, ...texts.map(({ content }) => content)].some((octets) =>
    CONTROL.test(utf8(octets)),
  );
  return [
    ...unless(!/\r(?!\n)|(?<!\r)\n/.test(raw), 'crlf', 'a CR or LF of its own'),
    ...unless(raw.endsWith('\r\n'), 'crlf', 'no CRLF at the end'),
    ...unless(longest <= 998, 'line-length', `a line of ${longest} octets`),
    ...unless(!controls, 'control-characters', 'a control character other than TAB, CR, LF'),
    ...unless(!/[\x80-\xff]/.test(head), 'header-ascii', 'an octet above 127 in the header'),
    ...entities.flatMap(({ faults }) => faults.map((fault) => broken('mime-form', fault))),
  ];
}

/** What of its header fields a mail breaks. */
export function checkHeader(mail: CheckedMail): readonly BrokenRule[] {
  const { fields } = mail.root;
  const twice = ONCE.filter((name) => fieldsOf(fields, name).length > 1);
  const missing = NEEDED.filter((name) => fieldOf(fields, name) === undefined);
  const automatic = fieldOf(fields, 'auto-submitted') ?? 'none';
  const date = fieldOf(fields, 'date') ?? '';
  return [
    ...twice.map((name) => broken('fields-once', `${name} more than once`)),
    ...missing.map((name) => broken('fields-once', `no ${name}`)),
    ...unless(
      date === '' || DATE.test(date),
      'fields-once',
      `Date: ${date} is not of RFC 5322 §3.3`,
    ),
    ...unless(fieldOf(fields, 'mime-version') === '1.0', 'mime-version', 'no MIME-Version: 1.0'),
    ...checkAddresses(mail),
    ...unless(
      /^auto-(generated|replied)\b/.test(automatic),
      'auto-submitted',
      `Auto-Submitted: ${automatic}`,
    ),
    ...(isBulk(mail) ? checkUnsubscribe(mail) : []),
  ];
}

const DATE =
  /^((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(:\d\d)? [+-]\d{4}$/;

function checkAddresses({ root, envelope }: CheckedMail): readonly BrokenRule[] {
  const [from, ...others] = addressesOf(root.fields, 'from');
  const replyTo = addressesOf(root.fields, 'reply-to');
  const to = addressesOf(root.fields, 'to');
  const copied = [...addressesOf(root.fields, 'cc'), ...addressesOf(root.fields, 'bcc')];
  const count = envelope.to.length;
  return [
    ...unless(count === 1, 'one-recipient', `${count} recipients in the envelope`),
    ...unless(copied.length === 0, 'one-recipient', `${copied.length} addresses in Cc and Bcc`),
    ...unless(
      to.length === 1 && to[0] === envelope.to[0],
      'to-is-recipient',
      `To: ${to.join(', ')} for ${envelope.to.join(', ')}`,
    ),
    ...unless(
      others.length === 0 && replyTo.every((address) => address === from),
      'reply-to-is-from',
      `From: ${from}, Reply-To: ${replyTo.join(', ')}`,
    ),
  ];
}

/** HTTPS, or HTTP on the machine's own loopback where the embedded stack answers. */
function checkUnsubscribe({ root }: CheckedMail): readonly BrokenRule[] {
  const field = fieldOf(root.fields, 'list-unsubscribe') ?? '';
  const post = fieldOf(root.fields, 'list-unsubscribe-post') ?? '';
  const uris = field.split(',').map((part) => /^\s*<([^<>\s]+)>\s*$/.exec(part)?.[1] ?? '');
  const web = uris.filter((uri) => uri.startsWith('https://') || LOOPBACK.test(uri));
  const known = uris.every((uri) => web.includes(uri) || uri.startsWith('mailto:'));
  return [
    ...unless(web.length === 1 && known, 'list-unsubscribe', `List-Unsubscribe: ${field}`),
    ...unless(post === 'List-Unsubscribe=One-Click', 'one-click', `List-Unsubscribe-Post: ${post}`),
  ];
}

const LINK =
  /\s(?:href|src|action|background|poster|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi;

/** What of its parts a mail breaks: the tree, the calendar's head, the copy, the links. */
export function checkParts(mail: CheckedMail): readonly BrokenRule[] {
  const html = mail.entities.filter(({ type }) => type === 'text/html');
  const links = html.flatMap(({ content }) =>
    [...utf8(content).matchAll(LINK)].map(([, a, b, c]) => a ?? b ?? c ?? ''),
  );
  return [
    ...links
      .filter((link) => !/^(https?:\/\/|mailto:)/i.test(link))
      .map((link) => broken('web-addresses', `a link to ${link.slice(0, 40)}`)),
    ...(mail.calendar === undefined ? checkLetter(mail) : checkCalendarParts(mail)),
  ];
}

/** A mail of words alone has nothing of an invitation: else it is one that lost its calendar. */
function checkLetter({ root, copies }: CheckedMail): readonly BrokenRule[] {
  const isBulkMail = fieldOf(root.fields, 'list-unsubscribe') !== undefined;
  const detail = 'no text/calendar';
  return unless(!isBulkMail && copies.length === 0, 'parts-of-an-invitation', detail);
}

function checkCalendarParts(mail: CheckedMail): readonly BrokenRule[] {
  const { calendarParts, copies, entities, calendar } = mail;
  const [part] = calendarParts;
  if (part === undefined || calendar === undefined) return [];
  const alternative = entities.find(({ parts }) => parts.includes(part));
  const types = alternative?.parts.map(({ type }) => type).join(' ');
  const isWhole =
    alternative?.type === 'multipart/alternative' &&
    types === 'text/plain text/html text/calendar' &&
    calendarParts.length === 1 &&
    copies.length <= 1 &&
    (!isBulk(mail) || (mail.root.type === 'multipart/mixed' && copies.length === 1));
  const extra = ['content-disposition', 'content-id', 'content-description'].filter(
    (name) => fieldOf(part.fields, name) !== undefined,
  );
  const named = part.params.has('name') ? ['name'] : [];
  const parameter = part.params.get('method');
  const charset = part.params.get('charset') ?? 'none';
  const isUtf8 = Buffer.from(calendar.text).toString('latin1') === calendar.octets;
  return [
    ...unless(isWhole, 'parts-of-an-invitation', `${alternative?.type} of ${types}`),
    ...[...extra, ...named].map((name) => broken('bare-calendar-part', `it has ${name}`)),
    ...unless(/^utf-8$/i.test(charset), 'calendar-charset', `charset=${charset}`),
    ...unless(isUtf8, 'calendar-charset', 'octets that are no UTF-8'),
    ...unless(
      parameter?.toUpperCase() === calendar.method.toUpperCase(),
      'method-equal',
      `method=${parameter}, METHOD:${calendar.method}`,
    ),
    ...unless(
      [parameter ?? '', calendar.method].every((method) => method === method.toUpperCase()),
      'method-upper-case',
      `method=${parameter}, METHOD:${calendar.method}`,
    ),
    ...unless(
      copies.every(({ content }) => content === part.content),
      'copies-equal',
      'the attached calendar differs',
    ),
  ];
}
