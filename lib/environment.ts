import type { Construct } from 'constructs';
import { MAILBOXES, WORKFLOWS } from '../manifest.ts';
import { ENVIRONMENT } from '../manifest-environment.ts';
import { FUNCTIONS } from '../manifest-functions.ts';
import type { Resources } from './access.ts';
import type { Configuration } from './configuration.ts';
import { workflowArn } from './names.ts';
import { InvalidManifest } from './problems.ts';

/** A step that copies guests from one object to another does so for as long at most. */
const LONGEST_STEP_SECONDS = Math.max(...FUNCTIONS.map(({ timeoutSeconds }) => timeoutSeconds));

/**
 * The environment of every function: the manifest's, all of it. Holds no secret, only ARNs of them.
 *
 * @throws InvalidManifest for a key whose value nothing gives
 */
export function environmentOf(
  scope: Construct,
  resources: Resources,
  configuration: Configuration,
  publicUrl: string,
): Readonly<Record<string, string>> {
  const { store, secretArn, edgeSecretArn, configurationSetName, schedules, eventBus } = resources;
  const { domain, addresses, organizers, owners, postalAddress, numbers } = configuration;
  const known = new Map<string, string>([
    ['TABLE_NAME', store.table.tableName],
    ['MAIL_BUCKET', store.buckets.mail.bucketName],
    ['DATA_BUCKET', store.buckets.data.bucketName],
    ['SECRET_ID', secretArn],
    ['EDGE_SECRET_ID', edgeSecretArn],
    ['DOMAIN', domain],
    ['PUBLIC_URL', publicUrl],
    ['CONFIGURATION_SET', configurationSetName],
    ['ORGANIZERS', organizers.join(',')],
    ['OWNERS', owners.join(',')],
    ['POSTAL_ADDRESS', postalAddress],
    ['EVENT_BUS', eventBus?.eventBusName ?? 'none'],
    ['WEBHOOK_LOOPBACK', 'no'],
    ['ERASE_SECONDS', String(LONGEST_STEP_SECONDS + 60)],
    ['SEND_FROM_MAIL', configuration.sendFromMail ? '1' : '0'],
    ['SCHEDULE_GROUP', schedules.groupName],
    ['SCHEDULE_ROLE_ARN', schedules.roleArn],
    ...MAILBOXES.map(({ name }) => [`${upper(name)}_MAILBOX`, addresses[name]] as const),
    ...WORKFLOWS.map(
      ({ name }) => [`${upper(name)}_WORKFLOW_ARN`, workflowArn(scope, name)] as const,
    ),
    ...Object.entries(numbers).map(([key, value]) => [key, String(value)] as const),
  ]);
  const unknown = ENVIRONMENT.filter((key) => !known.has(key));
  if (unknown.length > 0) {
    throw new InvalidManifest(unknown.map((key) => `Nothing says what ${key} is.`));
  }
  return Object.fromEntries(ENVIRONMENT.map((key) => [key, known.get(key) ?? '']));
}

const upper = (name: string): string => name.toUpperCase().replaceAll('-', '_');
