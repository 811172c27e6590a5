import { MAILBOXES } from '../../manifest.ts';
import type { Installation, RuleFacts, RuleSetFacts } from './facts.ts';
import type { Fix } from './verdict.ts';

/** True when a rule takes mail for an address; a rule without recipients takes everybody's. */
function takes({ isEnabled, recipients }: RuleFacts, address: string): boolean {
  const domain = address.slice(address.indexOf('@') + 1);
  return (
    isEnabled &&
    (recipients.length === 0 ||
      recipients.some((each) => {
        const wanted = each.toLowerCase();
        const isParent = wanted.startsWith('.') && domain.endsWith(wanted);
        return wanted === address || wanted === domain || isParent;
      }))
  );
}

/** What became of one mailbox in a rule set. */
export type Found = Readonly<{
  address: string;
  /** The rule that stores its mail where the workflows look for it. */
  rule?: RuleFacts;
  /** A rule before it that stops or bounces its mail. */
  thief?: RuleFacts;
}>;

/** The rule of each mailbox, in the order of the manifest. */
export function rulesOf({ rules }: RuleSetFacts, at: Installation): readonly Found[] {
  return MAILBOXES.map(({ name, prefix }) => {
    const address = at.addresses[name];
    const taking = rules.filter((rule) => takes(rule, address));
    const index = taking.findIndex(({ stores }) =>
      stores.some(
        (each) => each.prefix === prefix && each.bucket === (at.mailBucket ?? each.bucket),
      ),
    );
    const rule = taking[index];
    if (rule === undefined) return { address };
    const thief = taking.slice(0, index).find(({ ends }) => ends !== 'no');
    return { address, rule, ...(thief && { thief }) };
  });
}

/** Changes a rule in place by a JMESPath expression: the rest of it stays as it is. */
export const change = (
  set: RuleSetFacts,
  rule: RuleFacts,
  region: string,
  expression: string,
): Fix => {
  const at = `--region ${region} --rule-set-name ${set.name}`;
  return {
    run: `aws ses update-receipt-rule ${at} --rule "$(aws ses describe-receipt-rule ${at} --rule-name ${rule.name} --output json --query '${expression}')"`,
  };
};

/** Turns scanning on. */
export const SCAN = 'merge(Rule, {ScanEnabled: `true`})';
/** Puts a Stop behind the actions. */
export const STOP =
  'merge(Rule, {Actions: [Rule.Actions, [{StopAction: {Scope: `"RuleSet"`}}]][]})';
