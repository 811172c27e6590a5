import { join, resolve } from 'node:path';

/** How the embedded stack is set up. */
export type LocalSettings = Readonly<{
  /** Where everything is kept. */
  folder: string;
  /** 0: any free port. */
  ports: Readonly<{ http: number; smtp: number; mailbox: number; aws: number; table: number }>;
  domain: string;
  /** Who may create events: addresses and `*@domain`, separated by commas; `*` is everybody. */
  organizers: string;
  /** Who signs in as domain owner: addresses, separated by commas. */
  owners: string;
  /** Printed at the foot of every mail. */
  postalAddress: string;
  /** How long an ambiguous send waits for SES's word. Here it comes within seconds. */
  silenceSeconds: number;
  /** How long a change waits before it goes to the guests. */
  holdSeconds: number;
  /** How long a run waits for SES's words about its first thousand mails. Here they come within 50 ms. */
  brakeSeconds: number;
  /** How often a run that waits for quota looks for it. */
  quotaSeconds: number;
  /** How long an erasure waits between two passes, at least. Here a step that copies guests takes seconds. */
  eraseSeconds: number;
  /** A mail to bulk@ that says `send: now` is sent without a look at its preview. */
  sendFromMail: boolean;
  /** What the embedded SES lets pass in a second and in a day. */
  sendRate: number;
  /** What a new organizer may send in a day, and for how many days they are new; 0: no limit. */
  newOrganizerPerDay: number;
  newOrganizerDays: number;
  dailyQuota: number;
  /** Whether facts are put on the embedded bus: a line each in `events.jsonl`. */
  eventBus: boolean;
  /** Whether the dashboard is built at the start, not at its first request. */
  buildDashboard: boolean;
}>;

/** The variable that sets each port. */
export const PORT_VARIABLES = {
  http: 'CONVOKE_HTTP_PORT',
  smtp: 'CONVOKE_SMTP_PORT',
  mailbox: 'CONVOKE_MAILBOX_PORT',
  aws: 'CONVOKE_AWS_PORT',
  table: 'CONVOKE_TABLE_PORT',
} as const satisfies Record<keyof LocalSettings['ports'], string>;

/** A setting of the environment that cannot be used. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

type Kind = 'a whole number' | 'a number';

function numberOf(
  env: NodeJS.ProcessEnv,
  name: string,
  fallback: number,
  most: number,
  kind: Kind = 'a whole number',
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (value >= 0 && value <= most && (kind === 'a number' || Number.isInteger(value))) return value;
  throw new BadSetting(`${name} is «${text}»: set it to ${kind} from 0 to ${most}`);
}

/** The settings in an environment; every one has a default. @throws BadSetting */
export function readSettings(env: NodeJS.ProcessEnv): LocalSettings {
  const port = (name: keyof typeof PORT_VARIABLES, fallback: number) =>
    numberOf(env, PORT_VARIABLES[name], fallback, 65_535);
  return {
    folder: resolve(env.CONVOKE_DATA || join(process.cwd(), '.local')),
    ports: {
      http: port('http', 8080),
      smtp: port('smtp', 2525),
      mailbox: port('mailbox', 8005),
      aws: port('aws', 4566),
      table: port('table', 0),
    },
    domain: env.CONVOKE_DOMAIN || 'example.test',
    organizers: env.CONVOKE_ORGANIZERS || '*',
    owners: env.CONVOKE_OWNERS || `owner@${env.CONVOKE_DOMAIN || 'example.test'}`,
    postalAddress: env.CONVOKE_POSTAL_ADDRESS || '',
    silenceSeconds: numberOf(env, 'CONVOKE_SILENCE_SECONDS', 20, 86_400),
    holdSeconds: numberOf(env, 'CONVOKE_HOLD_SECONDS', 60, 86_400),
    brakeSeconds: numberOf(env, 'CONVOKE_BRAKE_SECONDS', 0.4, 86_400, 'a number'),
    quotaSeconds: numberOf(env, 'CONVOKE_QUOTA_SECONDS', 60, 86_400),
    eraseSeconds: numberOf(env, 'CONVOKE_ERASE_SECONDS', 60, 86_400),
    sendFromMail: numberOf(env, 'CONVOKE_SEND_FROM_MAIL', 0, 1) === 1,
    newOrganizerPerDay: numberOf(env, 'CONVOKE_NEW_ORGANIZER_PER_DAY', 0, 1_000_000),
    newOrganizerDays: numberOf(env, 'CONVOKE_NEW_ORGANIZER_DAYS', 7, 365),
    sendRate: numberOf(env, 'CONVOKE_SEND_RATE', 5_000, 1_000_000),
    eventBus: env.CONVOKE_EVENT_BUS === 'on',
    buildDashboard: numberOf(env, 'CONVOKE_BUILD_DASHBOARD', 1, 1) === 1,
    dailyQuota: numberOf(env, 'CONVOKE_DAILY_QUOTA', 10_000_000, 1_000_000_000),
  };
}
