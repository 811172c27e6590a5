import { Resolver } from 'node:dns/promises';
import { organizationalDomain } from '../../domain/identity/address.ts';
import { CliError } from '../cli-error.ts';
import type { Asked, DomainFacts, IdentityFacts, Installation } from './facts.ts';
import { inboundHost } from './inbound-checks.ts';
import type { Dns } from './ports.ts';
import { dkimRecords } from './sender-checks.ts';

const TIMEOUT_MS = 3_000;

/** What DNS answers for a name that has no such record. */
const NOTHING = ['ENOTFOUND', 'ENODATA'];

/**
 * A resolver of ours.
 *
 * @param server an IP address, with a port if it is not 53; the system's resolvers by default
 * @throws CliError `bad_resolver`
 */
export function openDns(server?: string): Dns {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });
  if (server === undefined) return resolver;
  try {
    resolver.setServers([server]);
    return resolver;
  } catch (cause) {
    const message = '--resolver is not the IP address of a name server.';
    throw new CliError('bad_resolver', message, 'Give one like 1.1.1.1.', { cause });
  }
}

async function ask<T>(
  name: string,
  question: () => Promise<readonly T[]>,
): Promise<Asked<readonly T[]>> {
  try {
    return { known: true, value: await question() };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (NOTHING.includes(code)) return { known: true, value: [] };
    const whatNow = 'Ask another name server: --resolver 1.1.1.1.';
    return { known: false, why: `DNS answered ${code} for ${name}.`, whatNow };
  }
}

const map = <T, U>(asked: Asked<T>, change: (value: T) => U): Asked<U> =>
  asked.known ? { known: true, value: change(asked.value) } : asked;

const lower = (host: string): string => host.toLowerCase().replace(/\.$/, '');

async function askTxt(dns: Dns, name: string): Promise<Asked<readonly string[]>> {
  const asked = await ask(name, () => dns.resolveTxt(name));
  return map(asked, (records) => records.map((pieces) => pieces.join('')));
}

async function askMx(dns: Dns, name: string): Promise<DomainFacts['mx']> {
  const asked = await ask(name, () => dns.resolveMx(name));
  return map(asked, (records) =>
    records
      .map(({ exchange, priority }) => ({ exchange: lower(exchange), priority }))
      .sort((a, b) => a.priority - b.priority),
  );
}

async function askDkim(
  dns: Dns,
  identity: IdentityFacts | undefined,
  domain: string,
): Promise<DomainFacts['dkim']> {
  const targets = new Map<string, readonly string[]>();
  const records = identity === undefined ? [] : dkimRecords(identity.dkim, domain);
  const answers = await Promise.all(
    records.map(async ({ name }) => {
      const asked = await ask(name, () => dns.resolveCname(name));
      return map(asked, (hosts) => targets.set(name, hosts.map(lower)));
    }),
  );
  return answers.find((each) => !each.known) ?? { known: true, value: targets };
}

const NONE = { known: true, value: [] } as const;

/** Asks DNS everything that the checks want to know of the domain. */
export async function askDns(
  dns: Dns,
  { domain, region }: Installation,
  identity: IdentityFacts | undefined,
): Promise<DomainFacts> {
  const organizational = organizationalDomain(domain) ?? domain;
  const bounce = identity?.mailFrom?.domain;
  const host = inboundHost(region);
  const [mx, addresses, dkim, mailFromMx, mailFromTxt, dmarc, organizationalDmarc] =
    await Promise.all([
      askMx(dns, domain),
      ask(host, () => dns.resolve4(host)),
      askDkim(dns, identity, domain),
      bounce === undefined ? NONE : askMx(dns, bounce),
      bounce === undefined ? NONE : askTxt(dns, bounce),
      askTxt(dns, `_dmarc.${domain}`),
      organizational === domain ? NONE : askTxt(dns, `_dmarc.${organizational}`),
    ]);
  const isInboundHostThere = map(addresses, (found) => found.length > 0);
  return { mx, isInboundHostThere, dkim, mailFromMx, mailFromTxt, dmarc, organizationalDmarc };
}
