import { type Confirmed, type Dropped, drop, type Held, hold } from './decisions.ts';
import type { Identified } from './identify.ts';
import { REASONS } from './reasons.ts';

/** A sealed token in the brackets in which the confirmation mail has it; clients keep the subject of an answer. */
const BRACKETED = /\[([a-z0-9]{1,64}-[a-z0-9]{1,4}[a-z2-7]{26})\]/i;

/** The text of the token in a subject; whether it is one of ours only its seal can say. */
export const tokenInSubject = (subject: string): string | undefined => BRACKETED.exec(subject)?.[1];

/** What people say instead of pressing the button, without accents: yes, ja, oui, sí, sim. */
const YES: ReadonlySet<string> = new Set(['yes', 'ja', 'oui', 'si', 'sim']);

/** The mail that a valid token names, and to whom its question went. */
export type Question = Readonly<{
  mailId: string;
  /** Address of the organizer in whose name it came; undefined where nothing is known of the mail any more. */
  organizer: string | undefined;
  /** The domain owner let the answer through. */
  approved: boolean;
}>;

/**
 * Decides whether an answer to a confirmation mail lets the held mail through.
 *
 * The token proves only that somebody saw the question, and a forwarded mail shows it to others: the answer must come,
 * proven as an invitation must be, from the address that was asked. Automatic answers never come this far (`identify`).
 */
export function decideConfirmation(
  { from, authentication, scan, addressed, mail }: Identified,
  { mailId, organizer, approved }: Question,
): Confirmed | Held | Dropped {
  if (authentication.level !== 'authenticated') return drop('auth_fail');
  if (!addressed) return drop('not_addressed_to_us');
  if (from.address !== organizer) return drop('not_confirmed');
  if (scan !== 'clean' && !approved) {
    return hold(scan === 'spam' ? 'spam' : 'scan_unsure', { organizer: from });
  }
  if (!ownLines(mail.text).some(isYes)) return drop('not_confirmed');
  const reason = 'confirmed_by_reply';
  return { outcome: 'ACCEPT', reason, detail: REASONS[reason].sentence, confirms: mailId };
}

function isYes(line: string): boolean {
  const letters = line.normalize('NFKD').replace(/[^\p{L}\s]/gu, '');
  return YES.has(letters.trim().toLowerCase());
}

/** Lines of «On …, … wrote:» above a quotation. */
const MAX_ATTRIBUTION = 3;

/** Where the sender's words begin: at the top, or below a quotation that nothing but «… wrote:» stands above. */
function ownLines(text: string): readonly string[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const isQuoted = (line: string): boolean => line.startsWith('>');
  const quote = lines.findIndex(isQuoted);
  const above = quote === -1 ? lines : lines.slice(0, quote);
  const isAttribution = above.length <= MAX_ATTRIBUTION && (above.at(-1) ?? ':').endsWith(':');
  const below = quote === -1 ? [] : lines.slice(quote).filter((line) => !isQuoted(line));
  return [...above.slice(0, 1), ...(isAttribution ? below.slice(0, 1) : [])];
}
