import { keys } from '../../adapters/secrets.ts';
import { TOKEN_SKEW_MS } from '../../domain/invite/clock-skew.ts';
import { readToken, sealToken } from '../../domain/invite/sealed-token.ts';

/** A person reads before they press (security.md 1.5): what comes sooner is asked to press once more. */
const MIN_MS = 1_000;

/** A page that was open for longer than a day is shown anew. */
const MAX_MS = 24 * 3_600_000;

/** Digits of a time in base 36, enough until the year 5188. */
const TIME_DIGITS = 9;

/** Says when a form was shown, and for what. @param id of the event or organizer */
export async function formToken(id: string, now: Date): Promise<string> {
  const { mac, currentKeyId } = await keys();
  const time = now.getTime().toString(36).padStart(TIME_DIGITS, '0');
  return sealToken(mac, 'form', `${time}${id}`, currentKeyId);
}

/** True for a token that was given out for this form, not in the last second and not before yesterday. */
export async function isFormToken(token: string, id: string, now: Date): Promise<boolean> {
  const { mac } = await keys();
  const subject = readToken(mac, 'form', token) ?? '';
  if (subject.slice(TIME_DIGITS) !== id) return false;
  const age = now.getTime() - Number.parseInt(subject.slice(0, TIME_DIGITS), 36);
  // What comes from a clock that is ahead has no age. A robot cannot make one.
  const isTooSoon = age < MIN_MS && !(age < 0 && age >= -TOKEN_SKEW_MS);
  return !isTooSoon && age <= MAX_MS;
}
