import type { MailboxSpec } from '../../manifest.ts';

/** What was answered, or why there is no answer and what its user can do about that. */
export type Asked<T> = Readonly<
  { known: true; value: T } | { known: false; why: string; whatNow: string }
>;

/** The installation that is looked at. */
export type Installation = Readonly<{
  kind: 'deployed' | 'embedded';
  domain: string;
  region: string;
  /** Name of its CloudFormation stack; empty where there is none or it was not asked. */
  stack: string;
  addresses: Readonly<Record<MailboxSpec['name'], string>>;
  /** The bucket of its mails, where the stack tells it. */
  mailBucket?: string;
  /** Where the stack tells it; else that of the identity counts. */
  configurationSet?: string;
  /** The command that activates its own rule set, where it has one. */
  activate?: string;
}>;

/** The domain as SES has it. */
export type IdentityFacts = Readonly<{
  isVerified: boolean;
  /** SES's word for it, e.g. `PENDING`. */
  verification: string;
  dkim: Readonly<{
    isEasy: boolean;
    isSigning: boolean;
    status: string;
    tokens: readonly string[];
    /** The zone that the tokens' CNAMEs point into. */
    zone: string;
  }>;
  mailFrom?: Readonly<{ domain: string; status: string; isStrict: boolean }>;
  configurationSet?: string;
}>;

/** One record of type MX. */
export type Mx = Readonly<{ exchange: string; priority: number }>;

/** The domain as DNS has it; names without records give empty lists. */
export type DomainFacts = Readonly<{
  mx: Asked<readonly Mx[]>;
  /** SES's inbound host of the Region has an address. */
  isInboundHostThere: Asked<boolean>;
  /** What each DKIM name points to. */
  dkim: Asked<ReadonlyMap<string, readonly string[]>>;
  mailFromMx: Asked<readonly Mx[]>;
  mailFromTxt: Asked<readonly string[]>;
  /** TXT records at `_dmarc.` of the domain. */
  dmarc: Asked<readonly string[]>;
  /** Those of the organizational domain, which count where the domain has none. */
  organizationalDmarc: Asked<readonly string[]>;
}>;

/** One receipt rule, as far as it matters whose mail it takes. */
export type RuleFacts = Readonly<{
  name: string;
  isEnabled: boolean;
  isScanning: boolean;
  recipients: readonly string[];
  /** Where it stores mail. */
  stores: readonly Readonly<{ bucket: string; prefix: string }>[];
  /** It ends the rule set: by a Stop of the whole set, or by a bounce. */
  ends: 'stop' | 'bounce' | 'no';
}>;

/** The active receipt rule set of the Region. */
export type RuleSetFacts = Readonly<{ name: string; rules: readonly RuleFacts[] }>;

/** The account's sending in the Region. */
export type AccountFacts = Readonly<{
  isSending: boolean;
  /** `HEALTHY`, `PROBATION` or `SHUTDOWN`. */
  enforcement: string;
  isProduction: boolean;
  /** Mails; `inDay` is -1 where there is no limit. */
  quota: Readonly<{ inDay: number; inSecond: number; sent: number }>;
  /** Undefined where SES tells none. */
  plan?: string;
  /** `BOUNCE`, `COMPLAINT`. */
  suppressed: readonly string[];
}>;

/** The configuration set that our mails go out with. */
export type ConfigurationSetFacts = Readonly<{
  name: string;
  isSending: boolean;
  /** Undefined where that of the account counts. */
  suppressed?: readonly string[];
  /** Event types that go to EventBridge. */
  events: readonly string[];
}>;

/** The API: it answered, or it said why not. */
export type ApiFacts = Readonly<{ isWell: true } | { isWell: false; why: string; whatNow: string }>;

/** How the two mails of the loop test came along. */
export type LoopFacts = Readonly<{
  invitation: Asked<Readonly<{ run: string; why?: string; sent: number; delivered: number }>>;
  mail: Asked<
    Readonly<{
      isBack: boolean;
      /** New mails to calendar@ that became something else meanwhile. */
      others: readonly string[];
    }>
  >;
  /** How long was waited at most. */
  seconds: number;
}>;

/** Everything that the checks judge. */
export type Facts = Readonly<{
  installation: Installation;
  identity: Asked<IdentityFacts | undefined>;
  dns: DomainFacts;
  ruleSet: Asked<RuleSetFacts | undefined>;
  account: Asked<AccountFacts>;
  configurationSet: Asked<ConfigurationSetFacts | undefined>;
  /** Undefined without a key. */
  api: ApiFacts | undefined;
  /** Undefined when it was not wanted. */
  loop: LoopFacts | undefined;
}>;
