/**
 * The part of the manifest that says what every function finds in its environment.
 */

/** What every function finds in its environment; both worlds set all of it. */
export const ENVIRONMENT = [
  'TABLE_NAME',
  'MAIL_BUCKET',
  'DATA_BUCKET',
  'SECRET_ID',
  'EDGE_SECRET_ID',
  'DOMAIN',
  'CALENDAR_MAILBOX',
  'BULK_MAILBOX',
  'INVITES_MAILBOX',
  'PUBLIC_URL',
  'CONFIGURATION_SET',
  'ORGANIZERS',
  'OWNERS',
  'POSTAL_ADDRESS',
  'SILENCE_SECONDS',
  'HOLD_SECONDS',
  'BRAKE_SECONDS',
  'QUOTA_SECONDS',
  'ERASE_SECONDS',
  'SEND_FROM_MAIL',
  'INGEST_WORKFLOW_ARN',
  'UPDATE_WORKFLOW_ARN',
  'CANCEL_WORKFLOW_ARN',
  'SEND_WORKFLOW_ARN',
  'RSVP_WORKFLOW_ARN',
  'IMPORT_WORKFLOW_ARN',
  'SCHEDULE_GROUP',
  'SCHEDULE_ROLE_ARN',
  'ERASE_WORKFLOW_ARN',
  'EXPORT_WORKFLOW_ARN',
  'INVITE_WORKFLOW_ARN',
  'SIGN_IN_WORKFLOW_ARN',
  'EVENT_BUS',
  'WEBHOOK_LOOPBACK',
  'NEW_ORGANIZER_PER_DAY',
  'NEW_ORGANIZER_DAYS',
] as const;

/**
 * Fields of a request, in lower case, that CloudFront writes over whatever a client sent: the visitor's address, and what
 * proves that CloudFront wrote it.
 */
export const EDGE_FIELDS = { address: 'x-viewer-address', secret: 'x-viewer-proof' } as const;

/** A key of the environment. */
export type EnvironmentKey = (typeof ENVIRONMENT)[number];
