import type { Mx, RuleFacts } from '../../../../cli/doctor/facts.ts';
import { known, NO_ANSWER, PARTS, ruleFor } from '../sample-facts.ts';
import { type Case, type Changed, dns } from './changes.ts';

const rules = (...list: readonly RuleFacts[]): Changed => ({
  ruleSet: known({ name: 'convoke', rules: list }),
});
/** Our three rules, the first of them changed. */
const firstRule = (change: Partial<RuleFacts>): Changed => {
  const [first, ...rest] = PARTS.RULES.rules as [RuleFacts, ...RuleFacts[]];
  return rules({ ...first, ...change }, ...rest);
};
const stranger = (change: Partial<RuleFacts>): RuleFacts => ({
  ...ruleFor('x', 'other/'),
  name: 'stranger',
  recipients: [],
  ...change,
});
/** Our three rules behind somebody else's. */
const behind = (change: Partial<RuleFacts>): Changed =>
  rules(stranger(change), ...PARTS.RULES.rules);
const NO_SET: Changed = { ruleSet: known(undefined) };
const OWN_COMMAND: Changed = {
  installation: { ...PARTS.INSTALLATION, activate: 'aws as the stack says' },
};
const ours = { exchange: 'inbound-smtp.eu-west-1.amazonaws.com', priority: 10 };
const other = (priority: number) => ({ exchange: 'mx.example.net', priority });
const mx = (...records: Mx[]): Changed => dns({ mx: known(records) });

/** Every verdict of the group's checks. */
export const INBOUND_CASES: readonly Case[] = [
  ['region', 'pass', {}, /receives mail in eu-west-1/],
  ['region', 'fail', dns({ isInboundHostThere: known(false) }), /does not receive/],
  ['region', 'unknown', dns({ isInboundHostThere: NO_ANSWER }), /AccessDenied/],

  ['mx', 'pass', {}, /comes to SES/],
  ['mx', 'skip', dns({ isInboundHostThere: known(false) }), /region/],
  ['mx', 'pass', dns({ isInboundHostThere: NO_ANSWER }), /comes to SES/],
  ['mx', 'fail', mx(), /no MX record.*10 inbound-smtp\.eu-west-1\.amazonaws\.com/],
  ['mx', 'fail', mx(other(10)), /other hosts: mx\.example\.net/],
  ['mx', 'warn', mx(ours, other(20)), /When SES does not answer/],
  ['mx', 'fail', mx(other(5), ours), /first or as often/],
  ['mx', 'fail', mx(ours, other(10)), /first or as often/],
  ['mx', 'unknown', dns({ mx: NO_ANSWER }), /AccessDenied/],

  ['rule-set', 'pass', {}, /is active/],
  [
    'rule-set',
    'fail',
    NO_SET,
    /set-active-receipt-rule-set --region eu-west-1 --rule-set-name convoke/,
  ],
  ['rule-set', 'fail', { ...NO_SET, ...OWN_COMMAND }, /aws as the stack says/],
  ['rule-set', 'unknown', { ruleSet: NO_ANSWER }, /AccessDenied/],

  ['receipt-rules', 'pass', {}, /all 3 mailboxes/],
  ['receipt-rules', 'skip', NO_SET, /rule-set/],
  ['receipt-rules', 'pass', firstRule({ recipients: [], ends: 'no' }), /all 3/],
  ['receipt-rules', 'pass', firstRule({ recipients: ['Calendar@Events.Example.org'] }), /all 3/],
  ['receipt-rules', 'pass', firstRule({ recipients: ['.example.org'], ends: 'no' }), /all 3/],
  ['receipt-rules', 'pass', behind({ ends: 'no' }), /all 3/],
  ['receipt-rules', 'pass', behind({ recipients: ['example.org'] }), /all 3/],
  ['receipt-rules', 'pass', behind({ isEnabled: false }), /all 3/],
  ['receipt-rules', 'pass', rules(...PARTS.RULES.rules, stranger({})), /all 3/],
  ['receipt-rules', 'fail', firstRule({ isEnabled: false }), /no mail of calendar@/],
  [
    'receipt-rules',
    'fail',
    firstRule({ recipients: ['calendar@else.example'] }),
    /no mail of calendar@/,
  ],
  [
    'receipt-rules',
    'fail',
    firstRule({ stores: [{ bucket: 'mails', prefix: 'inbox/' }] }),
    /no mail of calendar@/,
  ],
  [
    'receipt-rules',
    'fail',
    firstRule({ stores: [{ bucket: 'another installation', prefix: 'inbox/calendar/' }] }),
    /no mail of calendar@/,
  ],
  [
    'receipt-rules',
    'fail',
    rules(),
    /calendar@.*bulk@.*invites@.*receiptRuleSet.*set-active-receipt-rule-set/,
  ],
  [
    'receipt-rules',
    'fail',
    behind({}),
    /«stranger» stops or bounces.*set-receipt-rule-position .*--rule-name convoke-calendar/,
  ],
  [
    'receipt-rules',
    'fail',
    behind({ ends: 'bounce', recipients: ['events.example.org'] }),
    /«stranger» stops or bounces/,
  ],
  ['receipt-rules', 'unknown', { ruleSet: NO_ANSWER }, /AccessDenied/],

  ['rule-scan', 'pass', {}, /Every rule scans/],
  ['rule-scan', 'skip', NO_SET, /rule-set/],
  ['rule-scan', 'skip', rules(), /receipt-rules/],
  [
    'rule-scan',
    'fail',
    firstRule({ isScanning: false }),
    /convoke-calendar\..*update-receipt-rule .*ScanEnabled/,
  ],
  ['rule-scan', 'unknown', { ruleSet: NO_ANSWER }, /AccessDenied/],

  ['rule-stop', 'pass', {}, /ends with a Stop/],
  ['rule-stop', 'skip', NO_SET, /rule-set/],
  ['rule-stop', 'skip', rules(), /receipt-rules/],
  ['rule-stop', 'warn', firstRule({ ends: 'no' }), /convoke-calendar\..*StopAction/],
  ['rule-stop', 'unknown', { ruleSet: NO_ANSWER }, /AccessDenied/],
];
