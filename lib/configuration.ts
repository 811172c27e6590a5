import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { MAILBOXES, type MailboxSpec } from '../manifest.ts';
import { SETTINGS } from '../manifest-cloud.ts';
import { InvalidConfiguration } from './problems.ts';
import { type ReadSettings, Settings, wants, wantsPostalAddress } from './settings.ts';

/** What the domain owner decides about an installation, complete. */
export type Configuration = Omit<ReadSettings, 'mailboxes'> &
  Readonly<{
    /** The domain that has the three mailboxes and sends, lower case. */
    domain: string;
    region: NonNullable<ReadSettings['region']>;
    /** Who may create events: addresses, `*@domain`, or `*` for everybody whose mail is authenticated. */
    organizers: readonly string[];
    /** Addresses that sign in as domain owners. */
    owners: readonly string[];
    /** Printed at the foot of every mail. */
    postalAddress: string;
    /** Each mailbox's whole address. */
    addresses: Readonly<Record<MailboxSpec['name'], string>>;
    /** The manifest's numbers, by their key in the environment. */
    numbers: Readonly<Record<string, number>>;
  }>;

/** A domain that is nobody's: enough to look at the template, not to deploy it. */
const PLACEHOLDER_DOMAIN = 'example.com';
const PLACEHOLDER_REGION = 'eu-west-1';

/** The cdk context, or else the text of the file `convoke.json`; `-c convoke=...` arrives as text. */
function parse(source: unknown): unknown {
  if (typeof source !== 'string') return source ?? {};
  try {
    return JSON.parse(source);
  } catch {
    return source;
  }
}

function sentencesOf(issue: z.core.$ZodIssue): readonly string[] {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `convoke${path}.${key} is not a setting: see docs/deploy.md.`);
  }
  return [`convoke${path} ${issue.message}.`];
}

/** What is wrong although every setting is right for itself. */
function* conflictsOf(settings: unknown): Generator<string> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return;
  const read = (name: string): unknown => Reflect.get(settings, name);
  const isPlaceholder =
    String(read('domain') ?? PLACEHOLDER_DOMAIN).toLowerCase() === PLACEHOLDER_DOMAIN;
  // Bulk mail without the sender's postal address breaks the law in places (security.md 1.9).
  if (!isPlaceholder && read('postalAddress') === undefined) {
    yield `convoke.postalAddress ${wantsPostalAddress({})}.`;
  }
  if (!isPlaceholder && read('region') === undefined) {
    yield `convoke.region ${wants('give the Region to deploy to, such as "eu-west-1"')({})}.`;
  }
}

/** What does not go together, and which settings that is about. */
type Clash = Readonly<{ of: readonly string[]; says: string }>;

function* clashesOf(configuration: Configuration): Generator<Clash> {
  const { domain, region, hostedZone, addresses, waf, webAclArn } = configuration;
  const zone = hostedZone?.name ?? domain;
  if (domain !== zone && !domain.endsWith(`.${zone}`)) {
    const says = `convoke.hostedZone.name is "${zone}": ${domain} is not in that zone.`;
    yield { of: ['domain', 'hostedZone'], says };
  }
  if (new Set(Object.values(addresses)).size < MAILBOXES.length) {
    const says = 'convoke.mailboxes has one name twice: each mailbox needs its own.';
    yield { of: ['mailboxes'], says };
  }
  if (waf !== undefined && webAclArn !== undefined) {
    const says = 'convoke.waf and convoke.webAclArn are both there: choose one.';
    yield { of: ['waf', 'webAclArn'], says };
  }
  if (waf !== undefined && region !== 'us-east-1') {
    const says = `convoke.waf cannot be made in ${region}: CloudFront takes web ACLs of us-east-1; make one there and give convoke.webAclArn.`;
    yield { of: ['waf', 'region'], says };
  }
}

/** Clashes among the settings that could be read; nothing is said of one that is wrong anyway, or missing. */
function clashesBeside(settings: unknown, issues: readonly z.core.$ZodIssue[]): readonly string[] {
  if (typeof settings !== 'object' || settings === null) return [];
  const wrong = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0
        ? issue.keys
        : issue.path.slice(0, 1).map(String),
    ),
  );
  const readable = Object.entries(settings).filter(([name]) => !wrong.has(name));
  const read = Settings.safeParse(Object.fromEntries(readable));
  if (!read.success) return [];
  const missing = ['domain', 'region'].filter((name) => Reflect.get(settings, name) === undefined);
  return [...clashesOf(complete(read.data))]
    .filter(({ of }) => !of.some((name) => wrong.has(name) || missing.includes(name)))
    .map(({ says }) => says);
}

function complete(read: ReadSettings): Configuration {
  const { mailboxes, domain = PLACEHOLDER_DOMAIN, region = PLACEHOLDER_REGION, ...rest } = read;
  return {
    ...rest,
    domain,
    region,
    organizers: read.organizers ?? [`*@${domain}`],
    owners: read.owners ?? [`owner@${domain}`],
    postalAddress: read.postalAddress ?? '',
    addresses: {
      calendar: `${mailboxes.calendar ?? 'calendar'}@${domain}`,
      bulk: `${mailboxes.bulk ?? 'bulk'}@${domain}`,
      invites: `${mailboxes.invites ?? 'invites'}@${domain}`,
    },
    numbers: Object.fromEntries(
      SETTINGS.map((spec) => [spec.key, Number(Reflect.get(read, spec.name))]),
    ),
  };
}

/**
 * The configuration with its defaults, and a sentence for each default that is good enough to look at
 * the template but not to deploy it.
 *
 * @param source an object, or JSON; undefined on a fresh clone
 * @throws InvalidConfiguration with everything that is wrong, not only the first thing
 */
export function readConfiguration(
  source: unknown,
): Readonly<{ configuration: Configuration; warnings: readonly string[] }> {
  const settings = parse(source);
  const read = Settings.safeParse(settings);
  const problems = [
    ...(read.success ? [] : read.error.issues.flatMap(sentencesOf)),
    ...conflictsOf(settings),
    ...clashesBeside(settings, read.success ? [] : read.error.issues),
  ];
  if (!read.success || problems.length > 0) throw new InvalidConfiguration(problems);
  const configuration = complete(read.data);
  return {
    configuration,
    warnings:
      configuration.domain === PLACEHOLDER_DOMAIN
        ? [`The domain is ${PLACEHOLDER_DOMAIN}: write convoke.json before you deploy.`]
        : [],
  };
}

/** Where an owner writes the configuration. */
export const CONFIGURATION_FILE = join(import.meta.dirname, '..', 'convoke.json');

/** A configuration to begin with, that could be deployed by whoever owns the domain. */
export const EXAMPLE_FILE = join(import.meta.dirname, '..', 'convoke.example.json');

/** The text of a configuration file, undefined where there is none. */
export function readConfigurationFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InvalidConfiguration([`${path} cannot be read: ${(error as Error).message}.`]);
  }
}

/**
 * The configuration that the cdk context `convoke` gives: itself, or the file that it names. Without one
 * it is that of `convoke.json`, if it is there.
 *
 * @throws InvalidConfiguration for a file that is named and cannot be read
 */
export function configurationSource(context: unknown): unknown {
  if (context === undefined) return readConfigurationFile(CONFIGURATION_FILE);
  if (typeof context !== 'string' || !context.endsWith('.json')) return context;
  const text = readConfigurationFile(context);
  if (text === undefined) throw new InvalidConfiguration([`${context} is not there.`]);
  return text;
}
