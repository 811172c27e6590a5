import type { Construct } from 'constructs';
import type { EnvironmentKey } from '../manifest.ts';
import type { Resources } from './access.ts';
import type { Configuration } from './configuration.ts';
import { workflowArn } from './names.ts';

/** The environment of every function: the manifest's, all of it. Holds no secret, only its ARN. */
export function environmentOf(
  scope: Construct,
  resources: Resources,
  configuration: Configuration,
  publicUrl: string,
): Readonly<Record<EnvironmentKey, string>> {
  const { store, mail, secretArn, schedules } = resources;
  return {
    TABLE_NAME: store.table.tableName,
    MAIL_BUCKET: store.buckets.mail.bucketName,
    DATA_BUCKET: store.buckets.data.bucketName,
    SECRET_ID: secretArn,
    DOMAIN: configuration.domain,
    CALENDAR_MAILBOX: mail.addresses.calendar,
    BULK_MAILBOX: mail.addresses.bulk,
    INVITES_MAILBOX: mail.addresses.invites,
    PUBLIC_URL: publicUrl,
    CONFIGURATION_SET: mail.configurationSetName,
    ORGANIZERS: configuration.organizers.join(','),
    POSTAL_ADDRESS: configuration.postalAddress,
    SILENCE_SECONDS: String(configuration.silenceSeconds),
    HOLD_SECONDS: String(configuration.holdSeconds),
    INGEST_WORKFLOW_ARN: workflowArn(scope, 'ingest'),
    UPDATE_WORKFLOW_ARN: workflowArn(scope, 'update'),
    CANCEL_WORKFLOW_ARN: workflowArn(scope, 'cancel'),
    SEND_WORKFLOW_ARN: workflowArn(scope, 'send'),
    SCHEDULE_GROUP: schedules.groupName,
    SCHEDULE_ROLE_ARN: schedules.roleArn,
  };
}
