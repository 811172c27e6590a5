import { domainOf, organizationalDomain } from './address.ts';
import type { SesBlock } from './ses-block.ts';

/** Why the From of a mail is not proven. */
export type Unproven =
  /** The verdicts speak of another domain than From. */
  | 'from_mismatch'
  /** Google signed, for itself: a Workspace domain without its own DKIM key (imip.md 20). */
  | 'google_unsigned'
  /** Microsoft signed, for `*.onmicrosoft.com`: a tenant without its own DKIM keys. */
  | 'microsoft_unsigned'
  | 'auth_fail';

/**
 * How far the From of a mail is proven.
 *
 * - `authenticated`: good for everything. `by: 'apple'`: iCloud's calendar service wrote it; who the
 *   person is stands in the EMAIL parameter of ORGANIZER and may be believed
 * - `low`: good for answering with a valid ticket only; hosts of one provider share their SPF
 * - `none`: nobody's
 */
export type Authentication =
  | Readonly<{ level: 'authenticated'; by: 'dmarc' | 'dkim' | 'apple'; address: string }>
  | Readonly<{ level: 'low'; by: 'spf'; address: string }>
  | Readonly<{ level: 'none'; why: Unproven; address: string }>;

/** From of the invitations that iCloud sends for its users (security.md 0.7). */
const APPLE_SENDERS: ReadonlySet<string> = new Set(['noreply@insideicloud.icloud.com']);

const GOOGLE_SENDER = /\bcalendar-notification@google\.com\b/i;

/**
 * Decides how far From is proven, from the strongest evidence to the weakest (security.md 1.2).
 *
 * DKIM and SPF alone count only where the domain publishes no DMARC record (`dmarc=none`, or SES
 * says nothing of DMARC): with a record they would have made DMARC pass. Only the literal `pass` is
 * a pass. Alignment is by organizational domain of the public-suffix list.
 *
 * @param from    address of the strictly read From field
 * @param sender  value of the Sender field, for a better sentence only; never evidence
 */
export function authenticate(
  block: Extract<SesBlock, { ok: true }>,
  from: string,
  sender?: string,
): Authentication {
  const domain = domainOf(from);
  const { dmarc, dkim, spf, envelopeFrom } = block;
  if (dmarc?.headerFrom !== undefined && dmarc.headerFrom !== domain) {
    return { level: 'none', why: 'from_mismatch', address: from };
  }
  if (dmarc?.result === 'pass' && dmarc.headerFrom === domain) {
    return {
      level: 'authenticated',
      by: APPLE_SENDERS.has(from) ? 'apple' : 'dmarc',
      address: from,
    };
  }
  const passed = dkim.filter((each) => each.result === 'pass').map((each) => each.domain ?? '');
  if (dmarc === undefined || dmarc.result === 'none') {
    if (passed.some((signer) => isAligned(signer, domain))) {
      return { level: 'authenticated', by: 'dkim', address: from };
    }
    if (spf === 'pass' && envelopeFrom !== null && isAligned(domainOf(envelopeFrom), domain)) {
      return { level: 'low', by: 'spf', address: from };
    }
  }
  return { level: 'none', why: explain(passed, sender), address: from };
}

/** Equal, or under one organizational domain; a public suffix has none and aligns with nothing else. */
function isAligned(domain: string, from: string): boolean {
  if (domain === from) return true;
  const organization = organizationalDomain(domain);
  return organization !== undefined && organization === organizationalDomain(from);
}

function explain(signers: readonly string[], sender: string | undefined): Unproven {
  const byGoogle = signers.some((each) => each === 'google.com' || each.endsWith('.gappssmtp.com'));
  if (byGoogle || (sender !== undefined && GOOGLE_SENDER.test(sender))) return 'google_unsigned';
  if (signers.some((each) => each.endsWith('.onmicrosoft.com'))) return 'microsoft_unsigned';
  return 'auth_fail';
}
