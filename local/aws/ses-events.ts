import { randomUUID } from 'node:crypto';
import { type BusEvent, type Place, wrapEvent } from '../bus/event.ts';
import type { Envelope } from '../mailbox/mail-store.ts';

const SIMULATOR = '@simulator.amazonses.com';

/**
 * Gives what SES tells about one mail, in order: that it was sent, then what became of each recipient.
 * Everybody's mail is delivered, but for the addresses of SES's mailbox simulator.
 *
 * The shape is that of EventBridge (aws.md 2.5), without `headers` and `commonHeaders`.
 */
export function sesEvents(place: Place, mail: Envelope): BusEvent[] {
  const at = new Date(mail.at).toISOString();
  const event = (detailType: string, eventType: string, body: Readonly<Record<string, unknown>>) =>
    wrapEvent(place, mail.at, {
      'detail-type': detailType,
      source: 'aws.ses',
      resources: [
        `arn:aws:ses:${place.region}:${place.account}:configuration-set/${mail.configurationSet}`,
      ],
      detail: { eventType, mail: describe(place, mail), ...body },
    });
  const bounced = mail.to.filter(
    (one) => isSimulator(one, 'bounce') || isSimulator(one, 'suppressionlist'),
  );
  const complained = mail.to.filter((one) => isSimulator(one, 'complaint'));
  const delivered = mail.to.filter((one) => !bounced.includes(one));
  const delivery = {
    timestamp: at,
    processingTimeMillis: 1,
    recipients: delivered,
    smtpResponse: '250 2.0.0 OK local stack',
    reportingMTA: 'a8-50.smtp-out.amazonses.com',
  };
  return [
    event('Email Sent', 'Send', { send: {} }),
    ...bounced.map((one) => event('Email Bounced', 'Bounce', { bounce: bounceOf(one, at) })),
    ...(delivered.length > 0 ? [event('Email Delivered', 'Delivery', { delivery })] : []),
    ...complained.map((one) =>
      event('Email Complaint Received', 'Complaint', { complaint: complaintOf(one, at) }),
    ),
  ];
}

/** SES's simulator takes labels too: `bounce+one@simulator.amazonses.com`. */
function isSimulator(address: string, kind: string): boolean {
  return address.endsWith(SIMULATOR) && /^[^+@]*/.exec(address)?.[0] === kind;
}

function describe(place: Place, mail: Envelope): Record<string, unknown> {
  const own = Object.entries(mail.tags).map(([name, value]) => [name, [value]]);
  return {
    timestamp: new Date(mail.at).toISOString(),
    source: mail.from,
    sendingAccountId: place.account,
    messageId: mail.id,
    destination: mail.to,
    tags: {
      'ses:configuration-set': [mail.configurationSet],
      'ses:from-domain': [mail.from.slice(mail.from.lastIndexOf('@') + 1)],
      ...Object.fromEntries(own),
    },
  };
}

function bounceOf(address: string, timestamp: string): Record<string, unknown> {
  const isSuppressed = isSimulator(address, 'suppressionlist');
  return {
    feedbackId: randomUUID(),
    bounceType: 'Permanent',
    bounceSubType: isSuppressed ? 'OnAccountSuppressionList' : 'General',
    bouncedRecipients: [
      {
        emailAddress: address,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: isSuppressed
          ? 'Amazon SES did not send the message to this address because it is on the suppression list for your account.'
          : 'smtp; 550 5.1.1 user unknown',
      },
    ],
    timestamp,
    reportingMTA: 'dns; amazonses.com',
  };
}

function complaintOf(address: string, timestamp: string): Record<string, unknown> {
  return {
    feedbackId: randomUUID(),
    complaintSubType: null,
    complainedRecipients: [{ emailAddress: address }],
    timestamp,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: timestamp,
  };
}
