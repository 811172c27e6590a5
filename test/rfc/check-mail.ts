import type { BrokenRule } from './broken-rule.ts';
import { checkCalendar } from './calendar-rules.ts';
import { type Envelope, openMail } from './checked-mail.ts';
import { checkHeader, checkOctets, checkParts } from './mail-rules.ts';

/**
 * The rules that one outgoing mail breaks, none for a sound one.
 *
 * Written from RFC 5322, 2045, 5545, 5546 and 6047 with readers of its own: no code of the product and
 * no library has a say in it, so that both cannot be wrong in the same way.
 *
 * @param raw octets, or a text whose UTF-8 octets are the mail
 */
export function checkMail(raw: string | Uint8Array, envelope: Envelope): readonly BrokenRule[] {
  const mail = openMail(raw, envelope);
  return [...checkOctets(mail), ...checkHeader(mail), ...checkParts(mail), ...checkCalendar(mail)];
}
