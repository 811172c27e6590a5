import { readDecision } from '../../adapters/decisions.ts';
import { MissingObject } from '../../adapters/objects.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { readToken } from '../../domain/invite/sealed-token.ts';
import { type Question, tokenInSubject } from '../../domain/itip/confirm-by-reply.ts';
import type { Identified } from '../../domain/itip/identify.ts';

/** The question that a mail answers: its subject carries the token of one that we asked. */
export async function questionOf(
  { mail }: Identified,
  mac: Mac,
): Promise<Omit<Question, 'approved'> | undefined> {
  const token = tokenInSubject(mail.subject);
  const mailId = token === undefined ? undefined : readToken(mac, 'confirm', token);
  return mailId === undefined ? undefined : { mailId, organizer: await askedOf(mailId) };
}

async function askedOf(mailId: string): Promise<string | undefined> {
  try {
    const { decision } = await readDecision(mailId);
    return 'organizer' in decision ? decision.organizer?.address : undefined;
  } catch (error) {
    // The token is good for ever, and the mail is kept for 90 days.
    if (error instanceof MissingObject) return undefined;
    throw error;
  }
}
