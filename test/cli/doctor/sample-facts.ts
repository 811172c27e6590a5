import type {
  AccountFacts,
  Asked,
  ConfigurationSetFacts,
  DomainFacts,
  Facts,
  IdentityFacts,
  Installation,
  LoopFacts,
  RuleFacts,
  RuleSetFacts,
} from '../../../cli/doctor/facts.ts';

/** An answer. */
export const known = <T>(value: T): Asked<T> => ({ known: true, value });

/** No answer. */
export const NO_ANSWER: Asked<never> = {
  known: false,
  why: 'AWS answered AccessDenied.',
  whatNow: 'Allow it.',
};

const DOMAIN = 'events.example.org';
const BOUNCE = `bounce.${DOMAIN}`;
const TOKENS = ['aaa', 'bbb', 'ccc'] as const;

const INSTALLATION: Installation = {
  kind: 'deployed',
  domain: DOMAIN,
  region: 'eu-west-1',
  stack: 'convoke',
  addresses: {
    calendar: `calendar@${DOMAIN}`,
    bulk: `bulk@${DOMAIN}`,
    invites: `invites@${DOMAIN}`,
  },
  mailBucket: 'mails',
};

const IDENTITY: IdentityFacts = {
  isVerified: true,
  verification: 'SUCCESS',
  dkim: {
    isEasy: true,
    isSigning: true,
    status: 'SUCCESS',
    tokens: TOKENS,
    zone: 'dkim.amazonses.com',
  },
  mailFrom: { domain: BOUNCE, status: 'SUCCESS', isStrict: false },
  configurationSet: 'convoke-mail',
};

const DNS: DomainFacts = {
  mx: known([{ exchange: 'inbound-smtp.eu-west-1.amazonaws.com', priority: 10 }]),
  isInboundHostThere: known(true),
  dkim: known(
    new Map(
      TOKENS.map((token) => [`${token}._domainkey.${DOMAIN}`, [`${token}.dkim.amazonses.com`]]),
    ),
  ),
  mailFromMx: known([{ exchange: 'feedback-smtp.eu-west-1.amazonses.com', priority: 10 }]),
  mailFromTxt: known(['v=spf1 include:amazonses.com ~all']),
  dmarc: known(['v=DMARC1; p=reject']),
  organizationalDmarc: known([]),
};

/** A receipt rule as the stack makes it. */
export const ruleFor = (mailbox: string, prefix: string): RuleFacts => ({
  name: `convoke-${mailbox}`,
  isEnabled: true,
  isScanning: true,
  recipients: [`${mailbox}@${DOMAIN}`],
  stores: [{ bucket: 'mails', prefix }],
  ends: 'stop',
});

const RULES: RuleSetFacts = {
  name: 'convoke',
  rules: [
    ruleFor('calendar', 'inbox/calendar/'),
    ruleFor('bulk', 'inbox/bulk/'),
    ruleFor('invites', 'inbox/rsvp/'),
  ],
};

const ACCOUNT: AccountFacts = {
  isSending: true,
  enforcement: 'HEALTHY',
  isProduction: true,
  quota: { inDay: 50_000, inSecond: 14, sent: 1_200 },
  plan: 'NONE',
  suppressed: ['BOUNCE', 'COMPLAINT'],
};

const CONFIGURATION_SET: ConfigurationSetFacts = {
  name: 'convoke-mail',
  isSending: true,
  events: ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT'],
};

const LOOP: LoopFacts = {
  invitation: known({ run: 'finished', sent: 1, delivered: 1 }),
  mail: known({ isBack: true, others: [] }),
  seconds: 180,
};

/** A deployed installation in which everything is well. */
export const WELL = {
  installation: INSTALLATION,
  identity: known(IDENTITY),
  dns: DNS,
  ruleSet: known(RULES),
  account: known(ACCOUNT),
  configurationSet: known(CONFIGURATION_SET),
  api: { isWell: true },
  loop: LOOP,
} as const satisfies Facts;

/** The parts of {@link WELL}, to be changed. */
export const PARTS = { INSTALLATION, IDENTITY, DNS, RULES, ACCOUNT, CONFIGURATION_SET, LOOP };
