import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type MailboxSpec, QUEUES } from '../manifest.ts';
import { InvalidManifest } from './problems.ts';

/** What SES publishes under a detail type; opened and clicked mails are not watched. */
const SENDING_EVENTS: Readonly<Record<string, EmailSendingEvent>> = {
  'Email Delivered': EmailSendingEvent.DELIVERY,
  'Email Delivery Delayed': EmailSendingEvent.DELIVERY_DELAY,
  'Email Bounced': EmailSendingEvent.BOUNCE,
  'Email Complaint Received': EmailSendingEvent.COMPLAINT,
  'Email Rejected': EmailSendingEvent.REJECT,
};

/** The address of each mailbox of the domain. */
export type Addresses = Readonly<Record<MailboxSpec['name'], string>>;

const addressesOf = (domain: string): Addresses => ({
  calendar: `calendar@${domain}`,
  bulk: `bulk@${domain}`,
  invites: `invites@${domain}`,
});

/** Exactly the events that a queue of the manifest waits for: each one that is published costs. */
function sendingEvents(): EmailSendingEvent[] {
  const wanted = QUEUES.filter(({ source }) => source === 'aws.ses').flatMap(
    ({ detailTypes }) => detailTypes,
  );
  const unknown = wanted.filter((type) => SENDING_EVENTS[type] === undefined);
  if (unknown.length > 0) {
    throw new InvalidManifest(unknown.map((type) => `SES publishes no «${type}».`));
  }
  return wanted.flatMap((type) => SENDING_EVENTS[type] ?? []);
}

/**
 * What sends: the domain as an identity of SES, signed by Easy DKIM, and the configuration set whose
 * events tell what became of each mail.
 */
export class OutboundMail extends Construct {
  readonly addresses: Addresses;
  readonly configurationSetName: string;
  readonly configurationSetArn: string;

  constructor(scope: Construct, id: string, props: Readonly<{ domain: string }>) {
    super(scope, id);
    this.addresses = addressesOf(props.domain);
    this.configurationSetName = Stack.of(this).stackName;
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSetName,
    });
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
      events: sendingEvents(),
    });
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(props.domain),
      configurationSet: set,
      // Else SES mails each bounce to invites@ too, where guests answer.
      feedbackForwarding: false,
    });
    // Its DKIM names are in the owner's DNS: a new identity would have others.
    identity.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const [i, { name, value }] of identity.dkimRecords.entries()) {
      new CfnOutput(this, `Dkim${i + 1}`, { value: `${name} CNAME ${value}` });
    }
  }
}
