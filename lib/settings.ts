import * as z from 'zod';
import type { MailboxSpec } from '../manifest.ts';
import { SETTINGS } from '../manifest-cloud.ts';
import { RECEIVING_REGIONS } from './regions.ts';

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
const LOCAL_PART = /^[a-z0-9.!#$%&'+/=?^_{|}~-]{1,64}$/;
const isDomain = (text: string): boolean => DOMAIN.test(text);

function isOrganizer(text: string): boolean {
  const [local = '', domain = '', ...more] = text.split('@');
  if (text === '*') return true;
  return more.length === 0 && isDomain(domain) && (local === '*' || LOCAL_PART.test(local));
}

const isAddress = (text: string): boolean => isOrganizer(text) && !text.startsWith('*');

/** What was found, at a length that fits a sentence. */
const found = (input: unknown): string => {
  if (input === undefined) return 'missing';
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

type Say = (issue: { input?: unknown }) => string;

/** What a sentence says after the name of a setting. */
export const wants =
  (what: string): Say =>
  ({ input }) =>
    `is ${found(input)}: ${what}`;

/** What a missing postal address is told; it is missed by a rule of its own. */
export const wantsPostalAddress = wants(
  "give the sender's postal address in one line, at most 200 characters",
);

/** Text in lower case, without white space around it. */
function lowerCase(what: string, isValid: (text: string) => boolean) {
  const error = wants(what);
  return z.string({ error }).trim().toLowerCase().refine(isValid, { error });
}

function matching(what: string, pattern: RegExp) {
  const error = wants(what);
  return z.string({ error }).trim().regex(pattern, { error });
}

function whole(unit: string, min: number, max: number) {
  const error = wants(`give whole ${unit} from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** An object of these and no other keys. */
const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'invalid_type'
        ? wants(`give an object with ${Object.keys(shape).join(', ')}`)(issue)
        : undefined,
  });

const wantsOrganizers = wants('give a list of addresses, "*@example.org" entries or "*"');
const wantsOwners = wants('give a list of addresses');
const wantsRegion = wants(
  `SES receives mail in ${RECEIVING_REGIONS.join(', ')} and in no other Region`,
);
const localPart = lowerCase('give what stands before the @, such as "calendar"', (text) =>
  LOCAL_PART.test(text),
);
const wantsTracking = wants('give true or false');
const wantsDmarc = wants('give "none", "quarantine" or "reject"');

/** The days that CloudWatch can keep a log; longer than a year is longer than anybody reads them. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;

const mailboxes = {
  calendar: localPart.optional(),
  bulk: localPart.optional(),
  invites: localPart.optional(),
} satisfies Record<MailboxSpec['name'], z.ZodType>;

const retention = {
  mailDays: whole('days', 1, 3_650).default(90),
  uploadDays: whole('days', 15, 3_650).default(30),
  versionDays: whole('days', 1, 3_650).default(30),
  logDays: z
    .literal(LOG_DAYS, { error: wants(`CloudWatch keeps logs ${LOG_DAYS.join(', ')} days`) })
    .default(90),
};

const SHAPE = {
  name: matching(
    'give up to 30 lower-case letters, digits and hyphens, a letter first',
    /^[a-z][a-z0-9-]{0,29}$/,
  ).default('convoke'),
  region: z.enum(RECEIVING_REGIONS, { error: wantsRegion }).optional(),
  domain: lowerCase(
    'give the domain that sends, such as "events.example.org"',
    isDomain,
  ).optional(),
  mailboxes: group(mailboxes).prefault({}),
  organizers: z
    .array(lowerCase('give an address, "*@example.org" or "*"', isOrganizer), {
      error: wantsOrganizers,
    })
    .min(1, { error: wantsOrganizers })
    .optional(),
  owners: z
    .array(lowerCase('give an address, such as "owner@example.org"', isAddress), {
      error: wantsOwners,
    })
    .min(1, { error: wantsOwners })
    .optional(),
  postalAddress: z
    .string({ error: wantsPostalAddress })
    .trim()
    .regex(/^[^\p{Cc}]{1,200}$/u, { error: wantsPostalAddress })
    .optional(),
  bounceDomain: matching(
    'give one label before the domain, such as "bounce"',
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  ).default('bounce'),
  dmarc: z.enum(['none', 'quarantine', 'reject'], { error: wantsDmarc }).default('none'),
  hostedZone: group({
    id: matching(
      'give the id of a Route 53 hosted zone, such as "Z0123456789ABC"',
      /^Z[A-Z0-9]{5,31}$/,
    ),
    name: lowerCase('give the name of the hosted zone, such as "example.org"', isDomain),
  }).optional(),
  receiptRuleSet: matching(
    'give the name of the receipt rule set that is active now',
    /^[A-Za-z0-9_-]{1,64}$/,
  ).optional(),
  restoredTable: matching(
    'give the name of the table that point-in-time recovery made',
    /^[A-Za-z0-9_.-]{3,255}$/,
  ).optional(),
  trackDeliveries: z.boolean({ error: wantsTracking }).default(true),
  eventBus: z.boolean({ error: wantsTracking }).default(false),
  sendFromMail: z.boolean({ error: wantsTracking }).default(false),
  web: group({
    host: lowerCase('give the host of the pages, such as "rsvp.example.org"', isDomain),
    certificateArn: matching(
      'give the ARN of a certificate of us-east-1: CloudFront takes no other',
      /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
    ),
  }).optional(),
  waf: group({ requestsPerFiveMinutes: whole('requests', 10, 2_000_000_000) }).optional(),
  webAclArn: matching(
    'give the ARN of a web ACL of us-east-1 with the scope CLOUDFRONT',
    /^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global\/webacl\/[A-Za-z0-9_-]+\/[0-9a-f-]{36}$/,
  ).optional(),
  retention: group(retention).prefault({}),
  alarms: group({
    email: lowerCase(
      'give the address that is told, such as "ops@example.org"',
      isAddress,
    ).optional(),
    topicArn: matching(
      'give the ARN of an SNS topic of the same Region',
      /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    ).optional(),
    runbook: matching(
      'give the https:// address at which your copy of docs/runbook.md can be read',
      /^https:\/\/[^\s#]+$/,
    ).default('docs/runbook.md'),
  }).prefault({}),
  sendRate: whole('mails a second', 1, 100_000).optional(),
  budget: group({
    dollarsPerMonth: whole('dollars', 1, 1_000_000),
    email: lowerCase('give the address that is told, such as "ops@example.org"', isAddress),
  }).optional(),
};

/** The manifest's numbers. The type has none: nobody but the environment knows their names. */
const numbers = Object.fromEntries(
  SETTINGS.map((spec) => [spec.name, whole(spec.unit, spec.min, spec.max).default(spec.default)]),
) as Record<never, never>;

/** What a configuration may say, checked one setting at a time, with its defaults. */
export const Settings = group({ ...SHAPE, ...numbers });

/** What {@link Settings} reads. */
export type ReadSettings = z.infer<typeof Settings>;
