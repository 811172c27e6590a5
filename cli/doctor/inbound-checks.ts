import { MAILBOXES } from '../../manifest.ts';
import type { Check } from './check.ts';
import type { Facts, Installation, Mx, RuleFacts, RuleSetFacts } from './facts.ts';
import { change, rulesOf, SCAN, STOP } from './receipt-rules.ts';
import { after, type Fix, fail, judged, pass, type Verdict, warn } from './verdict.ts';

const BY_SMTP = 'Mail comes in by SMTP here, without DNS and rules.';

/** The host that receives for SES. */
export const inboundHost = (region: string): string => `inbound-smtp.${region}.amazonaws.com`;

function mxVerdict(mx: readonly Mx[], { domain, region }: Installation): Verdict {
  const host = inboundHost(region);
  const fix: Fix = { dns: { name: domain, type: 'MX', value: `10 ${host}` } };
  const ours = mx.find(({ exchange }) => exchange === host);
  if (ours === undefined) {
    const others = mx.map(({ exchange }) => exchange).join(', ');
    const found = others === '' ? 'no MX record' : `other hosts: ${others}`;
    return fail(`Mail for ${domain} does not come to SES: it has ${found}.`, fix);
  }
  const others = mx.filter((each) => each !== ours);
  if (others.length === 0) return pass(`Mail for ${domain} comes to SES.`);
  const names = others.map(({ exchange }) => exchange).join(', ');
  const isFirst = others.every(({ priority }) => priority > ours.priority);
  const found = isFirst
    ? `When SES does not answer, mail goes to ${names}, and never comes here.`
    : `Mail for ${domain} goes to ${names} first or as often.`;
  return (isFirst ? warn : fail)(found, { do: 'Leave only the record of SES:' }, fix);
}

const activation = ({ activate, region, stack }: Installation): Fix => ({
  run:
    activate ??
    `aws ses set-active-receipt-rule-set --region ${region} --rule-set-name ${stack || 'convoke'}`,
});

function receiptRulesVerdict(set: RuleSetFacts, at: Installation): Verdict {
  const found = rulesOf(set, at);
  const missing = found.filter(({ rule }) => rule === undefined);
  if (missing.length > 0) {
    const which = missing.map(({ address }) => address).join(', ');
    return fail(
      `The active rule set «${set.name}» stores no mail of ${which} for this installation.`,
      {
        do: 'Put the rules into that set: set convoke.receiptRuleSet and deploy; or activate ours:',
      },
      activation(at),
    );
  }
  const stolen = found.find(({ thief }) => thief !== undefined);
  if (stolen !== undefined) {
    const { region } = at;
    return fail(
      `The rule «${stolen.thief?.name}» stops or bounces mail of ${stolen.address} before it is stored.`,
      {
        run: `aws ses set-receipt-rule-position --region ${region} --rule-set-name ${set.name} --rule-name ${stolen.rule?.name}`,
      },
    );
  }
  return pass(`«${set.name}» stores the mail of all ${found.length} mailboxes.`);
}

/** Judges a property that each mailbox's rule must have, and gives a change for each that has it not. */
function everyRule(
  { ruleSet, installation }: Facts,
  what: Readonly<{
    isRight(rule: RuleFacts): boolean;
    verdict: typeof fail;
    wrong: string;
    right: string;
    expression: string;
  }>,
): Verdict {
  return judged(ruleSet, (set) => {
    if (set === undefined) return after('rule-set');
    const rules = rulesOf(set, installation).flatMap(({ rule }) => rule ?? []);
    if (rules.length < MAILBOXES.length) return after('receipt-rules');
    const wrong = [...new Set(rules)].filter((rule) => !what.isRight(rule));
    if (wrong.length === 0) return pass(what.right);
    return what.verdict(
      `${what.wrong}: ${wrong.map(({ name }) => name).join(', ')}.`,
      ...wrong.map((rule) => change(set, rule, installation.region, what.expression)),
    );
  });
}

/** The way in: from DNS to the bucket. */
export const INBOUND_CHECKS: readonly Check[] = [
  {
    id: 'region',
    group: 'Inbound',
    passes: 'SES receives mail in the Region: its inbound host is in DNS.',
    why: 'In a Region without it no invitation and no answer can ever arrive.',
    fails: 'The inbound host of the Region is not in DNS.',
    notEmbedded: BY_SMTP,
    judge: ({ dns, installation: { region } }) =>
      judged(dns.isInboundHostThere, (isThere) =>
        isThere
          ? pass(`SES receives mail in ${region}.`)
          : fail(`SES does not receive mail in ${region}.`, {
              do: 'Deploy to a Region that receives: docs/deploy.md lists them.',
            }),
      ),
  },
  {
    id: 'mx',
    group: 'Inbound',
    passes: 'The MX record of the domain names the inbound host of SES, and no other.',
    why: 'Without it invitations and answers go elsewhere or bounce.',
    warns: 'Other hosts stand behind it.',
    fails: 'There is no MX record, or others stand before it or beside it.',
    notEmbedded: BY_SMTP,
    judge: ({ dns, installation }) =>
      dns.isInboundHostThere.known && !dns.isInboundHostThere.value
        ? after('region')
        : judged(dns.mx, (mx) => mxVerdict(mx, installation)),
  },
  {
    id: 'rule-set',
    group: 'Inbound',
    passes: 'A receipt rule set is active.',
    why: 'SES refuses all mail of a Region that has no active rule set.',
    fails: 'None is active.',
    notEmbedded: BY_SMTP,
    judge: ({ ruleSet, installation }) =>
      judged(ruleSet, (set) =>
        set === undefined
          ? fail('No receipt rule set is active.', activation(installation))
          : pass(`«${set.name}» is active.`),
      ),
  },
  {
    id: 'receipt-rules',
    group: 'Inbound',
    passes: 'The active rule set stores the mail of all three mailboxes.',
    why: 'An account has one active set in a Region: another deployment can take ours out of it.',
    fails:
      'A mailbox has no enabled rule that stores its mail, or a rule before it stops or bounces it.',
    notEmbedded: BY_SMTP,
    judge: ({ ruleSet, installation }) =>
      judged(ruleSet, (set) =>
        set === undefined ? after('rule-set') : receiptRulesVerdict(set, installation),
      ),
  },
  {
    id: 'rule-scan',
    group: 'Inbound',
    passes: 'These rules scan for spam and viruses.',
    why: 'Without scanning SES writes no verdicts, and every mail is held.',
    fails: 'A rule does not scan.',
    notEmbedded: BY_SMTP,
    judge: (facts) =>
      everyRule(facts, {
        isRight: ({ isScanning }) => isScanning,
        verdict: fail,
        wrong: 'Rules that do not scan',
        right: 'Every rule scans for spam and viruses.',
        expression: SCAN,
      }),
  },
  {
    id: 'rule-stop',
    group: 'Inbound',
    passes: 'These rules end with a Stop.',
    why: 'Without a Stop the rules behind ours get our mail too: it is stored twice, or bounced.',
    warns: 'A rule does not end with a Stop.',
    notEmbedded: BY_SMTP,
    judge: (facts) =>
      everyRule(facts, {
        isRight: ({ ends }) => ends === 'stop',
        verdict: warn,
        wrong: 'Rules without a Stop',
        right: 'Every rule ends with a Stop.',
        expression: STOP,
      }),
  },
];
