import { cleanText } from '../text/clean-text.ts';
import type { ClientName } from './client-name.ts';

/** A guest's words are a sentence, not a document. */
const MAX_COMMENT = 2_048;

/** Clients whose mail has nothing above the quotation but what the guest wrote; all others add words of their own. */
const WRITES_IN_BODY: ReadonlySet<ClientName> = new Set<ClientName>(['outlook', 'exchange']);

/** Where Outlook begins to repeat the invitation, in any language: a rule, its stars, or a quotation. */
const QUOTED = /^(?:-{3,}|_{5,}|\*~[*~]+|>)/m;

/**
 * What a guest of Outlook wrote into the body of the mail, for calendars without a COMMENT (imip.md 76).
 *
 * @returns undefined for other clients: Google's body says «… has accepted this invitation» in many languages
 */
export function readLetterComment(text: string, client: ClientName): string | undefined {
  if (!WRITES_IN_BODY.has(client)) return undefined;
  const end = text.search(QUOTED);
  const words = cleanText(end < 0 ? text : text.slice(0, end), MAX_COMMENT);
  return words === '' ? undefined : words;
}
