import * as z from 'zod';
import { InvalidConfiguration } from './problems.ts';

/** What the domain owner decides about an installation. */
export type Configuration = Readonly<{
  /** The domain that has the three mailboxes and sends, lower case. */
  domain: string;
  /** Who may create events: addresses, `*@domain`, or `*` for everybody whose mail is authenticated. */
  organizers: readonly string[];
  /** Printed at the foot of every mail. */
  postalAddress: string;
  /** Where guests reach the pages, without a slash at the end; absent: the HTTP API's own address. */
  publicUrl?: string;
  /** How long an ambiguous send waits for SES's word, in seconds (security.md 2.2). */
  silenceSeconds: number;
  /** How long a change waits before it goes to the guests, in seconds: quick edits make one mail. */
  holdSeconds: number;
}>;

/** A domain that is nobody's: enough to look at the template, not to deploy it. */
const PLACEHOLDER_DOMAIN = 'example.com';

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
const LOCAL_PART = /^[a-z0-9.!#$%&'+/=?^_{|}~-]{1,64}$/;

const isDomain = (text: string): boolean => DOMAIN.test(text);

function isOrganizer(text: string): boolean {
  const [local = '', domain = '', ...more] = text.split('@');
  if (text === '*') return true;
  return more.length === 0 && isDomain(domain) && (local === '*' || LOCAL_PART.test(local));
}

/** What was found, at a length that fits a sentence. */
const found = (input: unknown): string => {
  if (input === undefined) return 'missing';
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const wants =
  (what: string) =>
  (issue: { input?: unknown }): string =>
    `is ${found(issue.input)}: ${what}`;

const wantsDomain = wants('give the domain that sends, such as "example.org"');
const wantsOrganizers = wants('give a list of addresses, "*@example.org" entries or "*"');
const wantsOrganizer = wants('give an address, "*@example.org" or "*"');
const wantsAddress = wants("give the sender's postal address in one line, at most 200 characters");
const wantsUrl = wants('give an https:// address without a path, such as "https://example.org"');
const wantsSeconds = wants('give whole seconds from 60 to 86400');
const wantsHold = wants('give whole seconds from 0 to 86400');

/** Text in lower case; the first `error` is for other things than text. */
const lowerCase = (
  error: (issue: { input?: unknown }) => string,
  isValid: (text: string) => boolean,
) => z.string({ error }).trim().toLowerCase().refine(isValid, { error });

const SETTINGS = {
  domain: lowerCase(wantsDomain, isDomain).optional(),
  organizers: z
    .array(lowerCase(wantsOrganizer, isOrganizer), { error: wantsOrganizers })
    .min(1, { error: wantsOrganizers })
    .optional(),
  postalAddress: z
    .string({ error: wantsAddress })
    .trim()
    .regex(/^[^\p{Cc}]{1,200}$/u, { error: wantsAddress })
    .optional(),
  publicUrl: z
    .string({ error: wantsUrl })
    .regex(/^https:\/\/[^/?#\s]+\/?$/, { error: wantsUrl })
    .optional(),
  silenceSeconds: z
    .int({ error: wantsSeconds })
    .min(60, { error: wantsSeconds })
    .max(86_400, { error: wantsSeconds })
    .default(1_800),
  holdSeconds: z
    .int({ error: wantsHold })
    .min(0, { error: wantsHold })
    .max(86_400, { error: wantsHold })
    .default(60),
};

const KNOWN = Object.keys(SETTINGS).join(', ');

const Settings = z.strictObject(SETTINGS, {
  error: (issue) =>
    issue.code === 'invalid_type'
      ? `is ${found(issue.input)}: give an object with ${KNOWN}`
      : undefined,
});

/** `-c convoke='{"domain":...}'` arrives as text, cdk.json's value as an object. */
function parseText(context: unknown): unknown {
  if (typeof context !== 'string') return context ?? {};
  try {
    return JSON.parse(context);
  } catch {
    return context;
  }
}

function sentencesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `convoke.${key} is not a setting: there are ${KNOWN}.`);
  }
  const path = issue.path.map((part) =>
    typeof part === 'number' ? `[${part}]` : `.${String(part)}`,
  );
  return [`convoke${path.join('')} ${issue.message}.`];
}

/** Bulk mail without the sender's postal address breaks the law in places (security.md 1.9). */
function lacksPostalAddress(context: unknown): boolean {
  if (typeof context !== 'object' || context === null) return false;
  const { domain, postalAddress }: { domain?: unknown; postalAddress?: unknown } = context;
  const isPlaceholder = String(domain ?? PLACEHOLDER_DOMAIN).toLowerCase() === PLACEHOLDER_DOMAIN;
  return !isPlaceholder && postalAddress === undefined;
}

/**
 * The configuration in the cdk context `convoke`, with its defaults, and a sentence for each default
 * that is good enough to look at the template but not to deploy it.
 *
 * @param context what cdk.json or `-c convoke=...` says; undefined on a fresh clone
 * @throws InvalidConfiguration with everything that is wrong, not only the first thing
 */
export function readConfiguration(
  context: unknown,
): Readonly<{ configuration: Configuration; warnings: readonly string[] }> {
  const settings = parseText(context);
  const read = Settings.safeParse(settings);
  const problems = read.success ? [] : read.error.issues.flatMap(sentencesOf);
  if (lacksPostalAddress(settings)) problems.push(`convoke.postalAddress ${wantsAddress({})}.`);
  if (!read.success || problems.length > 0) throw new InvalidConfiguration(problems);
  const { domain = PLACEHOLDER_DOMAIN, organizers, postalAddress, publicUrl, ...rest } = read.data;
  return {
    configuration: {
      domain,
      organizers: organizers ?? [`*@${domain}`],
      postalAddress: postalAddress ?? '',
      ...(publicUrl !== undefined && { publicUrl: publicUrl.replace(/\/$/, '') }),
      ...rest,
    },
    warnings:
      domain === PLACEHOLDER_DOMAIN
        ? [`The domain is ${domain}: set "convoke" in cdk.json before you deploy.`]
        : [],
  };
}
