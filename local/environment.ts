import type { EnvironmentKey } from '../manifest-environment.ts';
import { BUCKETS } from './rules.ts';
import type { LocalSettings } from './settings.ts';
import { workflowArn } from './workflows.ts';

/** Name of the embedded table. */
export const TABLE_NAME = 'convoke';

/** Name of the embedded configuration set: the one whose mails give events. */
export const CONFIGURATION_SET = 'convoke';

/** Name of the embedded secret. */
export const SECRET_ID = 'convoke/keys';

/** Name of the embedded schedule group. */
export const SCHEDULE_GROUP = 'convoke-schedules';

/** Name of the embedded bus, where it is on. */
export const EVENT_BUS = 'convoke-events';

/** The three addresses of the installation. */
export const mailboxesOf = (domain: string) => ({
  calendar: `calendar@${domain}`,
  bulk: `bulk@${domain}`,
  invites: `invites@${domain}`,
});

/** What `lib/` sets on a deployed function, for this process: the manifest's environment, all of it. */
function functionEnvironment(
  settings: LocalSettings,
  publicUrl: string,
): Record<EnvironmentKey, string> {
  const mailboxes = mailboxesOf(settings.domain);
  return {
    TABLE_NAME,
    MAIL_BUCKET: BUCKETS.mail,
    DATA_BUCKET: BUCKETS.data,
    SECRET_ID,
    EDGE_SECRET_ID: 'none',
    DOMAIN: settings.domain,
    CALENDAR_MAILBOX: mailboxes.calendar,
    BULK_MAILBOX: mailboxes.bulk,
    INVITES_MAILBOX: mailboxes.invites,
    PUBLIC_URL: publicUrl,
    CONFIGURATION_SET,
    ORGANIZERS: settings.organizers,
    OWNERS: settings.owners,
    POSTAL_ADDRESS: settings.postalAddress,
    SILENCE_SECONDS: String(settings.silenceSeconds),
    HOLD_SECONDS: String(settings.holdSeconds),
    BRAKE_SECONDS: String(settings.brakeSeconds),
    QUOTA_SECONDS: String(settings.quotaSeconds),
    ERASE_SECONDS: String(settings.eraseSeconds),
    SEND_FROM_MAIL: settings.sendFromMail ? '1' : '0',
    INGEST_WORKFLOW_ARN: workflowArn('ingest'),
    UPDATE_WORKFLOW_ARN: workflowArn('update'),
    CANCEL_WORKFLOW_ARN: workflowArn('cancel'),
    SEND_WORKFLOW_ARN: workflowArn('send'),
    RSVP_WORKFLOW_ARN: workflowArn('rsvp'),
    IMPORT_WORKFLOW_ARN: workflowArn('import'),
    SCHEDULE_GROUP,
    SCHEDULE_ROLE_ARN: `arn:aws:iam::000000000000:role/${SCHEDULE_GROUP}`,
    ERASE_WORKFLOW_ARN: workflowArn('erase'),
    EXPORT_WORKFLOW_ARN: workflowArn('export'),
    INVITE_WORKFLOW_ARN: workflowArn('invite'),
    SIGN_IN_WORKFLOW_ARN: workflowArn('sign-in'),
    EVENT_BUS: settings.eventBus ? EVENT_BUS : 'none',
    WEBHOOK_LOOPBACK: 'yes',
    NEW_ORGANIZER_PER_DAY: String(settings.newOrganizerPerDay),
    NEW_ORGANIZER_DAYS: String(settings.newOrganizerDays),
  };
}

/**
 * Sets this process up as a Lambda environment whose AWS is the embedded one. Only endpoints differ
 * from the cloud; the clients are the same. Must come before the first function is called.
 */
export function applyEnvironment(
  settings: LocalSettings,
  urls: Readonly<{ aws: string; table: string; http: string }>,
): void {
  Object.assign(process.env, functionEnvironment(settings, urls.http), {
    AWS_ENDPOINT_URL: urls.aws,
    // The table is on a thread of its own: past the gateway its work is not this thread's.
    AWS_ENDPOINT_URL_DYNAMODB: urls.table,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // Nothing of the machine's own AWS configuration may reach in.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
}
