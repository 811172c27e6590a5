import type { Check } from './check.ts';
import type { AccountFacts, ConfigurationSetFacts, Installation } from './facts.ts';
import { fail, judged, pass, type Verdict, warn } from './verdict.ts';

/** Part of the day's quota from which on it is time to ask for more. */
const NEARLY_USED = 0.8;
/** Invitations go out at this part of the account's rate. */
const PACE = 0.9;
const EXAMPLE_GUESTS = 10_000;
/** Mails in a day that are worth a request: what SES gives who leaves the sandbox. */
const LEAST_WANTED = 50_000;

/** What 1,000 mails cost without a plan, and with each, up to 10 million a month (list of 2026-07-22). */
const BY_THE_MAIL = '$0.10';
const PLANS: Readonly<Record<string, Readonly<{ name: string; price: string }>>> = {
  ESSENTIALS: { name: 'Essentials', price: '$0.16' },
  PRO: { name: 'Pro', price: '$105 a month and $0.22' },
  ENTERPRISE: { name: 'Enterprise', price: '$500 a month and $0.23' },
};

const number = new Intl.NumberFormat('en-US');

function sendingVerdict({ isSending, enforcement }: AccountFacts, region: string): Verdict {
  const support = { do: 'Answer the mail of the SES team in AWS Support.' };
  if (enforcement === 'SHUTDOWN') return fail('SES has shut down the sending.', support);
  if (!isSending) {
    const run = `aws sesv2 put-account-sending-attributes --region ${region} --sending-enabled`;
    return fail('Sending is paused.', { run });
  }
  if (enforcement === 'HEALTHY') return pass('SES takes mail, and is content with it.');
  return warn(`SES says ${enforcement}: too many bounces or complaints.`, support);
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${number.format(Math.ceil(seconds / 360) / 10)} h`;
}

function quotaVerdict({ quota: { inDay, inSecond, sent } }: AccountFacts, region: string): Verdict {
  const pace = durationOf(EXAMPLE_GUESTS / (Math.max(inSecond, 0.1) * PACE));
  const rate = `${number.format(inSecond)} a second: ${number.format(EXAMPLE_GUESTS)} guests take ${pace}`;
  // SES gives -1 for no limit.
  if (inDay < 0) return pass(`No limit in 24 hours; ${rate}.`);
  const found = `${number.format(sent)} of ${number.format(inDay)} mails in 24 hours; ${rate}.`;
  const run = `aws service-quotas request-service-quota-increase --region ${region} --service-code ses --quota-code L-804C8AE8 --desired-value ${Math.max(inDay * 4, LEAST_WANTED)}`;
  if (sent >= inDay) return fail(`The quota is used up: ${found}`, { run });
  if (sent >= inDay * NEARLY_USED) return warn(`The quota is nearly used up: ${found}`, { run });
  return pass(found);
}

function pricingVerdict({ plan }: AccountFacts, region: string): Verdict {
  const run = `aws sesv2 put-account-pricing-attributes --region ${region} --plan NONE`;
  if (plan === undefined) {
    return warn('SES does not say which plan is paid.', {
      do: 'Look in the SES console: Account dashboard, Pricing plan.',
    });
  }
  if (plan === 'NONE') return pass(`No plan is paid: ${BY_THE_MAIL} for 1,000 mails.`);
  const { name, price } = PLANS[plan] ?? { name: plan, price: 'an unknown price' };
  const found = `The plan is ${name}: ${price} for 1,000 mails.`;
  return warn(`${found} Without a plan it is ${BY_THE_MAIL}.`, { run });
}

const REASONS = ['BOUNCE', 'COMPLAINT'] as const;

function suppressionVerdict(
  account: AccountFacts,
  set: ConfigurationSetFacts | undefined,
  { region }: Installation,
): Verdict {
  const whose = set?.suppressed === undefined ? 'The account' : `«${set.name}»`;
  const suppressed = set?.suppressed ?? account.suppressed;
  const missing = REASONS.filter((reason) => !suppressed.includes(reason));
  if (missing.length === 0) return pass(`${whose} suppresses bounces and complaints.`);
  const command =
    set?.suppressed === undefined
      ? `put-account-suppression-attributes --region ${region}`
      : `put-configuration-set-suppression-options --region ${region} --configuration-set-name ${set.name}`;
  return warn(`${whose} does not suppress ${missing.join(' and ')}.`, {
    run: `aws sesv2 ${command} --suppressed-reasons ${REASONS.join(' ')}`,
  });
}

/** The account's sending in the Region. */
export const ACCOUNT_CHECKS: readonly Check[] = [
  {
    id: 'sending',
    group: 'Account',
    passes: 'SES takes mail of the account.',
    why: 'SES pauses accounts whose mails bounce (10 %) or are reported (0.5 %).',
    warns: 'The account is under review.',
    fails: 'Sending is paused or shut down.',
    judge: ({ account, installation }) =>
      judged(account, (value) => sendingVerdict(value, installation.region)),
  },
  {
    id: 'sandbox',
    group: 'Account',
    passes: 'The account is out of the sandbox.',
    why: 'In the sandbox SES sends to verified addresses only, 200 mails in 24 hours, 1 a second.',
    fails: 'The account is in the sandbox.',
    notEmbedded: 'The embedded SES has no sandbox.',
    judge: ({ account, installation: { region, domain } }) =>
      judged(account, ({ isProduction }) =>
        isProduction
          ? pass('The account sends to everybody.')
          : fail('The account is in the sandbox: guests get nothing.', {
              run: `aws sesv2 put-account-details --region ${region} --production-access-enabled --mail-type TRANSACTIONAL --website-url https://${domain} --use-case-description "Invitations to guests who signed up"`,
            }),
      ),
  },
  {
    id: 'quota',
    group: 'Account',
    passes: 'Less than 80 % of the quota of 24 hours is used.',
    why: 'A run pauses when the quota is used up, and goes on by itself.',
    warns: '80 % or more are used.',
    fails: 'It is used up.',
    judge: ({ account, installation }) =>
      judged(account, (value) => quotaVerdict(value, installation.region)),
  },
  {
    id: 'pricing',
    group: 'Account',
    passes: 'SES is paid by the mail, $0.10 for 1,000.',
    why: 'New accounts start with Essentials: $0.16 for 1,000, $60 more for a million invitations.',
    warns: 'A plan is paid, or SES does not say.',
    notEmbedded: 'The embedded SES costs nothing.',
    judge: ({ account, installation }) =>
      judged(account, (value) => pricingVerdict(value, installation.region)),
  },
  {
    id: 'suppression',
    group: 'Account',
    passes: 'SES keeps a list of addresses that bounced or complained, and mails them no more.',
    why: 'Mail to dead addresses raises the bounce rate, which pauses the account.',
    warns: 'Bounces or complaints are not suppressed.',
    notEmbedded: 'The embedded SES has no suppression list.',
    judge: ({ account, configurationSet, installation }) =>
      judged(account, (value) =>
        judged(configurationSet, (set) => suppressionVerdict(value, set, installation)),
      ),
  },
];
