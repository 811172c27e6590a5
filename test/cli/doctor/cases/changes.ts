import type {
  AccountFacts,
  ConfigurationSetFacts,
  DomainFacts,
  Facts,
  IdentityFacts,
  LoopFacts,
} from '../../../../cli/doctor/facts.ts';
import type { Status } from '../../../../cli/doctor/verdict.ts';
import { known, PARTS } from '../sample-facts.ts';

/** What is different from a healthy installation. */
export type Changed = Partial<Facts>;

/** Check, verdict, what is changed, and what the verdict and its fixes say. */
export type Case = readonly [id: string, Status, Changed, RegExp];

/** Another identity. */
export const identity = (change: Partial<IdentityFacts>): Changed => ({
  identity: known({ ...PARTS.IDENTITY, ...change }),
});

/** Other records. */
export const dns = (change: Partial<DomainFacts>): Changed => ({
  dns: { ...PARTS.DNS, ...change },
});

/** Another account. */
export const account = (change: Partial<AccountFacts>): Changed => ({
  account: known({ ...PARTS.ACCOUNT, ...change }),
});

/** Another configuration set. */
export const set = (change: Partial<ConfigurationSetFacts>): Changed => ({
  configurationSet: known({ ...PARTS.CONFIGURATION_SET, ...change }),
});

/** Another loop test. */
export const loop = (change: Partial<LoopFacts>): Changed => ({
  loop: { ...PARTS.LOOP, ...change },
});
