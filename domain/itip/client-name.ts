import type { Mail } from '../mime/mail.ts';

/** PRODID of each client, most telling first: iOS is Apple's too, Exchange is Microsoft's. */
const CLIENTS = [
  ['google', /\bGoogle\b/i],
  ['exchange', /Microsoft Exchange/i],
  ['outlook', /\bOutlook\b/i],
  ['ios', /\b(iOS|iPhone|iPad)\b/i],
  ['apple', /\bApple\b|Mac OS X|macOS|CALENDARSERVER\.ORG/i],
  ['android', /Android/i],
  ['samsung', /Samsung/i],
  ['thunderbird', /Mozilla|Thunderbird/i],
  ['yahoo', /Yahoo/i],
  ['zimbra', /Zimbra/i],
  ['nextcloud', /Nextcloud|ownCloud/i],
  ['fastmail', /Fastmail|Cyrus/i],
  ['proton', /Proton/i],
  ['tuta', /Tuta(nota|o)?\b/i],
  ['zoho', /Zoho/i],
  ['bluemind', /BlueMind/i],
  ['sogo', /SOGo/i],
  ['open_xchange', /Open-?Xchange/i],
  ['domino', /\b(Domino|Lotus|HCL)\b/i],
  ['evolution', /Evolution/i],
  ['blackberry', /\b(RIM|BlackBerry)\b/i],
] as const;

/** A calendar client, as reports count it. */
export type ClientName = (typeof CLIENTS)[number][0] | 'other';

/** Header fields that name the mail program, for calendars whose PRODID tells nothing. */
const FIELDS = ['x-mailer', 'user-agent'];

/** The client that wrote an answer, from its PRODID or else its mail program; `other` for one we do not know. */
export function clientName(prodid: string, mail: Pick<Mail, 'headers'>): ClientName {
  const programs = mail.headers.filter(({ name }) => FIELDS.includes(name.toLowerCase()));
  for (const text of [prodid, ...programs.map(({ value }) => value)]) {
    const known = CLIENTS.find(([, pattern]) => pattern.test(text.slice(0, 200)));
    if (known !== undefined) return known[0];
  }
  return 'other';
}
