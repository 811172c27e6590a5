import { afterAll } from '@jest/globals';
import { openDynamo } from '../../../local/aws/dynamo.ts';
import { type Gateway, startGateway } from '../../../local/aws/gateway.ts';
import { type Objects, openObjects } from '../../../local/aws/objects.ts';
import { openSes, type SesFaults } from '../../../local/aws/ses.ts';
import type { SendLimits } from '../../../local/aws/ses-quota.ts';
import { type Clock, systemClock } from '../../../local/bus/clock.ts';
import type { BusEvent } from '../../../local/bus/event.ts';
import { type MailStore, openMailStore } from '../../../local/mailbox/mail-store.ts';

/** The embedded services behind one gateway, with a bus that only remembers. */
export type AwsStack = Readonly<{
  gateway: Gateway;
  /** What every SDK client is made with. */
  client: Readonly<{
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }>;
  objects: Objects;
  store: MailStore;
  events: BusEvent[];
  close(): Promise<void>;
}>;

export const TABLE = {
  TableName: 'convoke',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
} as const;

/** Starts what a test needs on a free port; it is closed after the tests of the file. */
export async function startAws(
  folder: string,
  options: Readonly<{ clock?: Clock; limits?: SendLimits; faults?: SesFaults }> = {},
): Promise<AwsStack> {
  const { clock = systemClock, limits = {}, faults = {} } = options;
  const events: BusEvent[] = [];
  const bus = { put: async (event: BusEvent) => void events.push(event) };
  const store = openMailStore(folder);
  const dynamo = await openDynamo({
    folder,
    tables: [
      {
        ...TABLE,
        AttributeDefinitions: [...TABLE.AttributeDefinitions],
        KeySchema: [...TABLE.KeySchema],
      },
    ],
  });
  const buckets = [{ name: 'mail', corsOrigins: ['http://127.0.0.1:8080'] }];
  const objects = await openObjects({ folder, clock, bus, buckets });
  const names = { identities: ['example.test'], configurationSets: ['convoke'] };
  const ses = await openSes({ store, bus, clock, limits, faults, ...names });
  const services = { dynamodb: dynamo.handle, s3: objects.handle, ses: ses.handle };
  const gateway = await startGateway({ port: 0, services });
  let closed: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    await gateway.close();
    await ses.close();
    objects.close();
    await dynamo.close();
    store.close();
  }
  const close = () => {
    closed ??= closeAll();
    return closed;
  };
  open.push(close);
  const credentials = { accessKeyId: 'anybody', secretAccessKey: 'anything' };
  const client = { endpoint: gateway.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { gateway, client, objects, store, events, close };
}

const open: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const close of open) await close();
});
