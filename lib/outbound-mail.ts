import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { QUEUES } from '../manifest.ts';
import type { Configuration } from './configuration.ts';
import { writeRecord } from './dns.ts';
import { InvalidManifest } from './problems.ts';

/** What SES publishes under a detail type; opened and clicked mails are not watched. */
const SENDING_EVENTS: Readonly<Record<string, EmailSendingEvent>> = {
  'Email Delivered': EmailSendingEvent.DELIVERY,
  'Email Delivery Delayed': EmailSendingEvent.DELIVERY_DELAY,
  'Email Bounced': EmailSendingEvent.BOUNCE,
  'Email Complaint Received': EmailSendingEvent.COMPLAINT,
  'Email Rejected': EmailSendingEvent.REJECT,
};

/** The one event that comes for every mail, and costs as often. */
const DELIVERED = 'Email Delivered';

/** Exactly the events that a queue of the manifest waits for: each one that is published costs. */
function sendingEvents(trackDeliveries: boolean): EmailSendingEvent[] {
  const wanted = QUEUES.filter(({ source }) => source === 'aws.ses').flatMap(
    ({ detailTypes }) => detailTypes,
  );
  const unknown = wanted.filter((type) => SENDING_EVENTS[type] === undefined);
  if (unknown.length > 0) {
    throw new InvalidManifest(unknown.map((type) => `SES publishes no «${type}».`));
  }
  return wanted
    .filter((type) => trackDeliveries || type !== DELIVERED)
    .flatMap((type) => SENDING_EVENTS[type] ?? []);
}

/**
 * What sends: the domain as an identity of SES, signed by Easy DKIM, bounces at a subdomain of its own,
 * and the configuration set whose events tell what became of each mail.
 *
 * All of it outlives the stack: the DKIM names are in the owner's DNS, and a new identity would have
 * others.
 */
export class OutboundMail extends Construct {
  readonly configurationSetName: string;

  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ configuration: Configuration; name: string }>,
  ) {
    super(scope, id);
    const { configuration } = props;
    const { domain, region, bounceDomain, dmarc } = configuration;
    this.configurationSetName = props.name;
    const set = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: this.configurationSetName,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });
    set.addEventDestination('Events', {
      // SES publishes to the default bus only (aws.md 2.5).
      destination: EventDestination.eventBus(
        EventBus.fromEventBusName(this, 'DefaultBus', 'default'),
      ),
      events: sendingEvents(configuration.trackDeliveries),
    });
    const mailFrom = `${bounceDomain}.${domain}`;
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(domain),
      configurationSet: set,
      mailFromDomain: mailFrom,
      // Mails go out all the same while the record is missing, with amazonses.com for a return path.
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
      // Else SES mails each bounce to invites@ too, where guests answer.
      feedbackForwarding: false,
    });
    for (const resource of [set, identity]) resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const [i, { name, value }] of identity.dkimRecords.entries()) {
      this.record(`Dkim${i + 1}`, { name, type: 'CNAME', value }, configuration);
    }
    const feedback = `10 feedback-smtp.${region}.amazonses.com`;
    this.record('MailFromMx', { name: mailFrom, type: 'MX', value: feedback }, configuration);
    const spf = 'v=spf1 include:amazonses.com ~all';
    this.record('MailFromSpf', { name: mailFrom, type: 'TXT', value: spf }, configuration);
    const policy = `v=DMARC1; p=${dmarc}`;
    this.record('Dmarc', { name: `_dmarc.${domain}`, type: 'TXT', value: policy }, configuration);
  }

  private record(
    id: string,
    record: Parameters<typeof writeRecord>[2],
    configuration: Configuration,
  ): void {
    writeRecord(this, id, record, configuration, true);
  }
}
