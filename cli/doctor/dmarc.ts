import { fail, pass, type Verdict, warn } from './verdict.ts';

const POLICIES = ['none', 'quarantine', 'reject'] as const;

const isDmarc = (text: string): boolean => /^v\s*=\s*DMARC1\s*(;|$)/i.test(text);

/** The tags of a record, names in lower case (RFC 7489 §6.4). */
function tagsOf(record: string): ReadonlyMap<string, string> {
  const pairs = record.split(';').flatMap((part) => {
    const [name = '', ...rest] = part.split('=');
    return rest.length === 0 ? [] : [[name.trim().toLowerCase(), rest.join('=').trim()] as const];
  });
  return new Map(pairs);
}

/**
 * Judges the DMARC policy that receivers apply to the domain: its own record, else the subdomain policy of
 * the organizational domain (RFC 7489 §6.6.3).
 *
 * @param own  TXT records at `_dmarc.` of the domain
 * @param organizational  those of the organizational domain; empty where that is the domain itself
 */
export function dmarcVerdict(
  own: readonly string[],
  organizational: readonly string[],
  domain: string,
): Verdict {
  const name = `_dmarc.${domain}`;
  const first = { dns: { name, type: 'TXT', value: 'v=DMARC1; p=none' } } as const;
  const strict = { dns: { name, type: 'TXT', value: 'v=DMARC1; p=quarantine' } } as const;
  const mine = own.filter(isDmarc);
  const records = mine.length > 0 ? mine : organizational.filter(isDmarc);
  const [record] = records;
  if (record === undefined) return fail(`${domain} has no DMARC record.`, first);
  if (records.length > 1) {
    const found = `${domain} has ${records.length} DMARC records: receivers take none of them.`;
    return fail(found, { do: 'Leave one.' });
  }
  const tags = tagsOf(record);
  const policy = (mine.length === 0 ? tags.get('sp') : undefined) ?? tags.get('p');
  const known = POLICIES.find((each) => each === policy?.toLowerCase());
  if (known === undefined) return fail(`The DMARC record has no policy: ${record}`, first);
  const whose = mine.length > 0 ? 'its own record' : 'the record of its organizational domain';
  const says = `The policy is ${known}, by ${whose}.`;
  if (known === 'none') return warn(`${says} Forged mails are delivered.`, strict);
  const share = tags.get('pct') ?? '100';
  return share === '100'
    ? pass(says)
    : warn(`${says} It holds for ${share} % of the mails.`, strict);
}
