import type { Check } from './check.ts';
import { dmarcVerdict } from './dmarc.ts';
import type { IdentityFacts, Installation, Mx } from './facts.ts';
import { after, type DnsRecord, fail, judged, pass, type Verdict, warn } from './verdict.ts';

const NO_DNS = 'The embedded stack has no DNS and signs nothing.';

const SPF = 'v=spf1 include:amazonses.com ~all';

/** The host that takes bounces for a MAIL FROM domain. */
const feedbackHost = (region: string): string => `feedback-smtp.${region}.amazonses.com`;

const sesv2 = ({ region, domain }: Installation, command: string, options: string): string =>
  `aws sesv2 ${command} --region ${region} --email-identity ${domain} ${options}`;

function identityVerdict(identity: IdentityFacts | undefined, at: Installation): Verdict {
  const { domain, region } = at;
  if (identity === undefined) {
    return fail(`SES in ${region} does not know ${domain}.`, {
      do: 'Check --region; the stack makes the identity: npx cdk deploy.',
    });
  }
  if (identity.isVerified) return pass(`${domain} is verified.`);
  return fail(`${domain} is not verified: SES says ${identity.verification}.`, {
    do: 'Write the records that «dkim» names; SES looks for them for 72 hours.',
  });
}

/** The CNAME records that Easy DKIM needs. */
export function dkimRecords({ tokens, zone }: IdentityFacts['dkim'], domain: string): DnsRecord[] {
  return tokens.map((token) => ({
    name: `${token}._domainkey.${domain}`,
    type: 'CNAME',
    value: `${token}.${zone}`,
  }));
}

function dkimVerdict(
  { dkim }: IdentityFacts,
  targets: ReadonlyMap<string, readonly string[]>,
  at: Installation,
): Verdict {
  const restart = {
    run: sesv2(
      at,
      'put-email-identity-dkim-signing-attributes',
      '--signing-attributes-origin AWS_SES',
    ),
  };
  if (!dkim.isSigning) {
    const run = sesv2(at, 'put-email-identity-dkim-attributes', '--signing-enabled');
    return fail('DKIM signing is turned off.', { run });
  }
  if (!dkim.isEasy) {
    return warn(
      `The DKIM key is your own, not one of Easy DKIM; SES says ${dkim.status}.`,
      restart,
    );
  }
  const records = dkimRecords(dkim, at.domain);
  const missing = records.filter(({ name, value }) => !targets.get(name)?.includes(value));
  if (records.length === 0) return fail('SES has no DKIM tokens for the domain.', restart);
  if (missing.length > 0) {
    const found = `${missing.length} of ${records.length} CNAME records are missing or wrong.`;
    return fail(found, ...missing.map((dns) => ({ dns })));
  }
  if (dkim.status === 'SUCCESS') return pass(`All ${records.length} CNAME records are right.`);
  if (dkim.status === 'FAILED') {
    return fail('The CNAME records are right, but SES no longer looks for them.', restart);
  }
  return warn(`The CNAME records are right; SES says ${dkim.status}.`, {
    do: 'Wait: SES looks again within minutes to hours.',
  });
}

/** SES wants exactly one MX record there, and it must be SES's own. */
const isFeedbackMx = (mx: readonly Mx[], region: string): boolean =>
  mx.length === 1 && mx[0]?.exchange === feedbackHost(region);

function mailFromVerdict(
  { mailFrom }: IdentityFacts,
  mx: readonly Mx[],
  at: Installation,
): Verdict {
  const command = 'put-email-identity-mail-from-attributes';
  if (mailFrom === undefined) {
    const run = sesv2(at, command, `--mail-from-domain bounce.${at.domain}`);
    return warn('Bounces go to a domain of amazonses.com.', { run });
  }
  const { domain, status, isStrict } = mailFrom;
  if (!isFeedbackMx(mx, at.region)) {
    const value = `10 ${feedbackHost(at.region)}`;
    const found = `${domain} needs exactly one MX record, that of SES; it has ${mx.length}.`;
    const dns: DnsRecord = { name: domain, type: 'MX', value };
    return (isStrict ? fail : warn)(
      `${found} ${isStrict ? 'SES refuses to send meanwhile.' : 'SES uses amazonses.com meanwhile.'}`,
      { dns },
    );
  }
  if (status === 'SUCCESS') return pass(`${domain} takes the bounces.`);
  return (isStrict ? fail : warn)(`The MX record of ${domain} is right; SES says ${status}.`, {
    run: sesv2(at, command, `--mail-from-domain ${domain}`),
  });
}

function spfVerdict(txt: readonly string[], name: string): Verdict {
  const dns: DnsRecord = { name, type: 'TXT', value: SPF };
  const records = txt.filter((text) => /^v=spf1(\s|$)/i.test(text));
  const [record = ''] = records;
  if (records.length === 0) return fail(`${name} has no SPF record.`, { dns });
  if (records.length > 1) {
    const found = `${name} has ${records.length} SPF records: receivers take none of them.`;
    return fail(found, { do: 'Leave only this one.' }, { dns });
  }
  const terms = record.toLowerCase().split(/\s+/);
  if (!terms.some((term) => /^\+?include:amazonses\.com$/.test(term))) {
    if (terms.some((term) => /^\+?(include:|exists:|redirect=)/.test(term))) {
      return warn(`The SPF record of ${name} names SES in another record, or not: ${record}`, {
        dns,
      });
    }
    return fail(`The SPF record of ${name} leaves out SES: ${record}`, { dns });
  }
  if (terms.some((term) => term === '+all' || term === 'all')) {
    return warn(`The SPF record of ${name} lets everybody send: ${record}`, { dns });
  }
  return pass(`${name} lets SES send.`);
}

/** The domain as a sender: what SES knows of it, and what receivers will find. */
export const SENDER_CHECKS: readonly Check[] = [
  {
    id: 'identity',
    group: 'Sender',
    passes: 'SES has the domain as a verified identity.',
    why: 'SES sends nothing in the name of a domain that is not verified.',
    fails: 'SES does not know the domain in this Region, or has not verified it.',
    notEmbedded: 'The embedded SES asks for no proof.',
    judge: ({ identity, installation }) =>
      judged(identity, (value) => identityVerdict(value, installation)),
  },
  {
    id: 'dkim',
    group: 'Sender',
    passes: 'Easy DKIM signs, and DNS has its CNAME records.',
    why: 'Without a DKIM signature of the domain, Gmail and Outlook file invitations as spam.',
    warns: 'The records are right and SES has not looked yet, or the key is not one of Easy DKIM.',
    fails: 'Signing is off, a record is missing or wrong, or SES stopped looking for them.',
    notEmbedded: NO_DNS,
    judge: ({ identity, dns, installation }) =>
      judged(identity, (value) =>
        value === undefined
          ? after('identity')
          : judged(dns.dkim, (targets) => dkimVerdict(value, targets, installation)),
      ),
  },
  {
    id: 'mail-from',
    group: 'Sender',
    passes: 'Bounces go to a subdomain of the domain, whose MX record is that of SES.',
    why: 'SPF counts for DMARC only when bounces go to a domain of yours.',
    warns: 'There is none, or it does not work yet and SES falls back to amazonses.com.',
    fails: 'It does not work, and SES is told to refuse mail then.',
    notEmbedded: NO_DNS,
    judge: ({ identity, dns, installation }) =>
      judged(identity, (value) =>
        value === undefined
          ? after('identity')
          : judged(dns.mailFromMx, (mx) => mailFromVerdict(value, mx, installation)),
      ),
  },
  {
    id: 'spf',
    group: 'Sender',
    passes: 'The bounce domain has one SPF record, which lets SES send.',
    why: 'A receiver that finds no SPF record, or two, trusts the mail less.',
    warns: 'It lets everybody send, or refers to other records, which are not followed.',
    fails: 'There is none, there are several, or it leaves out SES.',
    notEmbedded: NO_DNS,
    judge: ({ identity, dns }) =>
      judged(identity, (value) =>
        value?.mailFrom === undefined
          ? after(value === undefined ? 'identity' : 'mail-from')
          : judged(dns.mailFromTxt, (txt) => spfVerdict(txt, value.mailFrom?.domain ?? '')),
      ),
  },
  {
    id: 'dmarc',
    group: 'Sender',
    passes: 'DMARC asks receivers to quarantine or reject what is not signed.',
    why: 'Gmail and Yahoo want a DMARC record of everybody who sends 5,000 mails a day.',
    warns: 'The policy is none, or holds for a part of the mails only.',
    fails: 'There is no record, there are several, or it has no policy that can be read.',
    notEmbedded: NO_DNS,
    judge: ({ dns, installation }) =>
      judged(dns.dmarc, (own) =>
        judged(dns.organizationalDmarc, (organizational) =>
          dmarcVerdict(own, organizational, installation.domain),
        ),
      ),
  },
];
