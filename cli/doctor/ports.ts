import type {
  AccountFacts,
  ConfigurationSetFacts,
  IdentityFacts,
  Mx,
  RuleSetFacts,
} from './facts.ts';

/** DNS, as far as the doctor asks it: `Resolver` of node:dns/promises is one. */
export type Dns = Readonly<{
  resolveMx(name: string): Promise<readonly Mx[]>;
  /** Each record in its pieces. */
  resolveTxt(name: string): Promise<readonly (readonly string[])[]>;
  resolveCname(name: string): Promise<readonly string[]>;
  resolve4(name: string): Promise<readonly string[]>;
}>;

/** What AWS is asked; every method throws what the SDK throws, and gives undefined for what is not there. */
export type Aws = Readonly<{
  region(): Promise<string>;
  /** The outputs of a stack by name. */
  readStack(name: string): Promise<ReadonlyMap<string, string> | undefined>;
  readIdentity(domain: string): Promise<IdentityFacts | undefined>;
  readAccount(): Promise<AccountFacts>;
  readRuleSet(): Promise<RuleSetFacts | undefined>;
  readConfigurationSet(name: string): Promise<ConfigurationSetFacts | undefined>;
  sendMail(mail: Readonly<{ from: string; to: string; raw: string }>): Promise<void>;
  close(): void;
}>;
