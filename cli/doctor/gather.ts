import { ApiClient } from '../api-client.ts';
import { CliError } from '../cli-error.ts';
import { whatNowOf } from './api-errors.ts';
import { askDns } from './ask-dns.ts';
import { askAws } from './aws-errors.ts';
import type { ApiFacts, Asked, DomainFacts, Facts, Installation } from './facts.ts';
import type { Patient } from './installation.ts';
import type { Aws, Dns } from './ports.ts';

/** What is not asked where it does not apply; no check that applies looks at it. */
const NOT_ASKED: Asked<never> = { known: false, why: 'Not asked.', whatNow: 'Nothing.' };

const NO_DNS: DomainFacts = {
  mx: NOT_ASKED,
  isInboundHostThere: NOT_ASKED,
  dkim: NOT_ASKED,
  mailFromMx: NOT_ASKED,
  mailFromTxt: NOT_ASKED,
  dmarc: NOT_ASKED,
  organizationalDmarc: NOT_ASKED,
};

/**
 * Asks AWS, DNS and the API what the checks want to know; the loop test apart.
 *
 * @throws CliError `no_credentials`; `unreachable` when the embedded stack does not run
 */
export async function gather({ installation, aws, api }: Patient, dns: Dns): Promise<Facts> {
  const [account, answered] = await Promise.all([
    askAws('ses:GetAccount', () => aws.readAccount()),
    api === undefined ? undefined : askApi(new ApiClient(api), installation),
  ]);
  const found = { installation, account, api: answered, loop: undefined };
  if (installation.kind === 'embedded') {
    const none = { identity: NOT_ASKED, ruleSet: NOT_ASKED, configurationSet: NOT_ASKED };
    return { ...found, ...none, dns: NO_DNS };
  }
  const { domain } = installation;
  const [identity, ruleSet] = await Promise.all([
    askAws('ses:GetEmailIdentity', () => aws.readIdentity(domain)),
    askAws('ses:DescribeActiveReceiptRuleSet', () => aws.readRuleSet()),
  ]);
  const known = identity.known ? identity.value : undefined;
  const set = installation.configurationSet ?? known?.configurationSet;
  const [configurationSet, records] = await Promise.all([
    askConfigurationSet(aws, set),
    askDns(dns, installation, known),
  ]);
  return { ...found, identity, ruleSet, configurationSet, dns: records };
}

async function askConfigurationSet(
  aws: Aws,
  name: string | undefined,
): Promise<Facts['configurationSet']> {
  if (name === undefined) return { known: true, value: undefined };
  const calls = 'ses:GetConfigurationSet and ses:GetConfigurationSetEventDestinations';
  return askAws(calls, () => aws.readConfigurationSet(name));
}

async function askApi(api: ApiClient, installation: Installation): Promise<ApiFacts> {
  try {
    await api.listEvents({ limit: '1' });
    return { isWell: true };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    // An embedded stack that does not run has nothing to look at.
    if (installation.kind === 'embedded' && error.code === 'unreachable') throw error;
    return { isWell: false, why: error.message, whatNow: whatNowOf(error, installation) };
  }
}
