import type { IdentityFacts } from '../../../../cli/doctor/facts.ts';
import { known, NO_ANSWER, PARTS } from '../sample-facts.ts';
import { type Case, type Changed, dns, identity } from './changes.ts';

const dkim = (change: Partial<IdentityFacts['dkim']>): Changed =>
  identity({ dkim: { ...PARTS.IDENTITY.dkim, ...change } });
const mailFrom = (status: string, isStrict: boolean): Changed =>
  identity({ mailFrom: { domain: 'bounce.events.example.org', status, isStrict } });
const { mailFrom: _, ...WITHOUT_MAIL_FROM } = PARTS.IDENTITY;
const NO_MAIL_FROM: Changed = { identity: known(WITHOUT_MAIL_FROM) };
const NO_IDENTITY: Changed = { identity: known(undefined), ...dns({ dkim: known(new Map()) }) };
const targets = (change: Readonly<Record<string, string>>): Changed => {
  const right = PARTS.DNS.dkim.known ? [...PARTS.DNS.dkim.value] : [];
  const changed = Object.entries(change).map(
    ([token, host]) => [`${token}._domainkey.events.example.org`, [host]] as const,
  );
  return dns({ dkim: known(new Map([...right, ...changed])) });
};
const bounceMx = (...hosts: string[]): Changed =>
  dns({ mailFromMx: known(hosts.map((exchange) => ({ exchange, priority: 10 }))) });
const FEEDBACK = 'feedback-smtp.eu-west-1.amazonses.com';
const spf = (...records: string[]): Changed => dns({ mailFromTxt: known(records) });
const dmarc = (own: string[], organizational: string[] = []): Changed =>
  dns({ dmarc: known(own), organizationalDmarc: known(organizational) });

/** Every verdict of the group's checks. */
export const SENDER_CASES: readonly Case[] = [
  ['identity', 'pass', {}, /is verified/],
  ['identity', 'fail', NO_IDENTITY, /does not know.*cdk deploy/],
  ['identity', 'fail', identity({ isVerified: false, verification: 'PENDING' }), /PENDING.*dkim/],

  ['dkim', 'pass', {}, /All 3/],
  [
    'dkim',
    'pass',
    {
      ...dkim({ tokens: ['aaa'], zone: 'dkim.af-south-1.amazonses.com' }),
      ...targets({ aaa: 'aaa.dkim.af-south-1.amazonses.com' }),
    },
    /All 1/,
  ],
  ['dkim', 'skip', NO_IDENTITY, /identity/],
  [
    'dkim',
    'fail',
    dkim({ isSigning: false }),
    /turned off.*put-email-identity-dkim-attributes .*--signing-enabled/,
  ],
  ['dkim', 'warn', dkim({ isEasy: false }), /your own.*AWS_SES/],
  [
    'dkim',
    'fail',
    dns({ dkim: known(new Map()) }),
    /3 of 3.*"aaa\._domainkey\.events\.example\.org".*CNAME.*aaa\.dkim\.amazonses\.com/,
  ],
  ['dkim', 'fail', targets({ bbb: 'else.example' }), /1 of 3.*bbb/],
  ['dkim', 'fail', dkim({ tokens: [] }), /no DKIM tokens.*AWS_SES/],
  [
    'dkim',
    'fail',
    dkim({ status: 'FAILED' }),
    /no longer.*put-email-identity-dkim-signing-attributes/,
  ],
  ['dkim', 'warn', dkim({ status: 'PENDING' }), /PENDING/],
  ['dkim', 'unknown', dns({ dkim: NO_ANSWER }), /AccessDenied.*Allow it/],

  ['mail-from', 'pass', {}, /takes the bounces/],
  ['mail-from', 'pass', mailFrom('SUCCESS', true), /takes the bounces/],
  ['mail-from', 'skip', NO_IDENTITY, /identity/],
  ['mail-from', 'warn', NO_MAIL_FROM, /amazonses\.com.*--mail-from-domain bounce\.events/],
  ['mail-from', 'warn', bounceMx(), /it has 0.*10 feedback-smtp\.eu-west-1/],
  ['mail-from', 'warn', bounceMx(FEEDBACK, 'mx.example.net'), /it has 2/],
  ['mail-from', 'warn', bounceMx('feedback-smtp.us-east-1.amazonses.com'), /that of SES/],
  ['mail-from', 'fail', { ...mailFrom('FAILED', true), ...bounceMx() }, /refuses to send/],
  [
    'mail-from',
    'warn',
    mailFrom('PENDING', false),
    /PENDING.*put-email-identity-mail-from-attributes/,
  ],
  ['mail-from', 'fail', mailFrom('FAILED', true), /FAILED/],
  ['mail-from', 'unknown', dns({ mailFromMx: NO_ANSWER }), /AccessDenied/],

  ['spf', 'pass', {}, /lets SES send/],
  [
    'spf',
    'pass',
    spf('google-site-verification=x', 'V=SPF1 +include:AmazonSES.com -all'),
    /lets SES send/,
  ],
  ['spf', 'skip', NO_IDENTITY, /identity/],
  ['spf', 'skip', NO_MAIL_FROM, /mail-from/],
  ['spf', 'fail', spf(), /no SPF record.*v=spf1 include:amazonses\.com ~all/],
  ['spf', 'fail', spf('v=spf10 include:amazonses.com'), /no SPF record/],
  ['spf', 'fail', spf('v=spf1 include:amazonses.com ~all', 'v=spf1 -all'), /2 SPF records/],
  ['spf', 'fail', spf('v=spf1 ip4:192.0.2.1 mx ~all'), /leaves out SES/],
  ['spf', 'warn', spf('v=spf1 include:notamazonses.com ~all'), /in another record, or not/],
  ['spf', 'warn', spf('v=spf1 redirect=_spf.example.org'), /in another record, or not/],
  ['spf', 'fail', spf('v=spf1 -include:amazonses.com ~all'), /leaves out SES/],
  ['spf', 'warn', spf('v=spf1 include:amazonses.com +all'), /everybody/],
  ['spf', 'warn', spf('v=spf1 include:amazonses.com all'), /everybody/],
  ['spf', 'unknown', dns({ mailFromTxt: NO_ANSWER }), /AccessDenied/],

  ['dmarc', 'pass', {}, /reject, by its own/],
  ['dmarc', 'pass', dmarc(['something else', 'v=DMARC1;p=Quarantine;pct=100']), /quarantine/],
  [
    'dmarc',
    'pass',
    dmarc([], ['v=DMARC1; p=none; sp=reject']),
    /reject, by the record of its organizational/,
  ],
  [
    'dmarc',
    'pass',
    dmarc(['v=DMARC1; p=reject; sp=none'], ['v=DMARC1; p=none']),
    /reject, by its own/,
  ],
  ['dmarc', 'warn', dmarc([], ['v=DMARC1; p=none']), /none, by the record of its organizational/],
  ['dmarc', 'warn', dmarc(['v=DMARC1; p=none; rua=mailto:d@example.org']), /none.*p=quarantine/],
  ['dmarc', 'warn', dmarc(['v=DMARC1; p=reject; pct=20']), /20 %/],
  ['dmarc', 'fail', dmarc([]), /no DMARC record.*_dmarc\.events\.example\.org/],
  ['dmarc', 'fail', dmarc(['v=DMARC10; p=reject']), /no DMARC record/],
  ['dmarc', 'fail', dmarc(['v=DMARC1; p=reject', 'v=DMARC1; p=none']), /2 DMARC records/],
  ['dmarc', 'fail', dmarc(['v=DMARC1; rua=mailto:d@example.org']), /no policy/],
  ['dmarc', 'fail', dmarc(['v=DMARC1; p=all']), /no policy/],
  ['dmarc', 'unknown', dns({ dmarc: NO_ANSWER }), /AccessDenied/],
  ['dmarc', 'unknown', dns({ organizationalDmarc: NO_ANSWER }), /AccessDenied/],
];
