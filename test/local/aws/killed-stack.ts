import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDynamo } from '../../../local/aws/dynamo.ts';
import { startGateway } from '../../../local/aws/gateway.ts';
import { openObjects } from '../../../local/aws/objects.ts';
import { openSes } from '../../../local/aws/ses.ts';
import { openBus } from '../../../local/bus/bus.ts';
import { systemClock as clock } from '../../../local/bus/clock.ts';
import { startMailIn } from '../../../local/mail-in/smtp.ts';
import { openMailStore } from '../../../local/mailbox/mail-store.ts';

// A process of its own for kill.test.ts: it is killed while it works.
const folder = process.argv[2] ?? '';
const rules = [
  {
    name: 'sent',
    pattern: { source: ['aws.ses'], 'detail-type': ['Email Delivered'] },
    target: 'ids',
  },
  { name: 'put', pattern: { source: ['aws.s3'] }, target: 'ids' },
];
const bus = openBus({ folder, clock, rules });
const store = openMailStore(folder);
const dynamo = await openDynamo({
  folder,
  tables: [
    {
      TableName: 'convoke',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    },
  ],
});
const objects = await openObjects({ folder, clock, bus, buckets: [{ name: 'mail' }] });
const ses = await openSes({ store, bus, clock });
const services = { dynamodb: dynamo.handle, s3: objects.handle, ses: ses.handle };
const gateway = await startGateway({ port: 0, services });
const mailIn = await startMailIn({
  port: 0,
  mailboxes: [{ address: 'invites@example.test', prefix: 'inbox/rsvp/' }],
  bucket: 'mail',
  objects,
  clock,
});
bus.start({
  ids: {
    kind: 'workflow',
    concurrency: 2,
    async start({ detail }) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const { mail, object } = detail as { mail?: { messageId: string }; object?: { key: string } };
      appendFileSync(join(folder, 'delivered'), `${mail?.messageId ?? object?.key}\n`);
    },
  },
});
process.stdout.write(`${JSON.stringify({ url: gateway.url, smtp: mailIn.port })}\n`);
