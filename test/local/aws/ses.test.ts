import {
  GetAccountCommand,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { expect, test } from '@jest/globals';
import type { SesFaults } from '../../../local/aws/ses.ts';
import { sesEvents } from '../../../local/aws/ses-events.ts';
import { LOCAL_PLACE } from '../../../local/bus/event.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { turns, virtualClock } from '../virtual-clock.ts';
import { startAws } from './aws-stack.ts';

const RAW =
  'From: Convoke <invites@example.test>\r\nTo: guest@example.com\r\nSubject: Hi\r\n\r\nHello\r\n';

const clock = virtualClock();
let faults: SesFaults = {};
const stack = await startAws(scratchFolder(), {
  clock,
  limits: { maxSendRate: 10, max24HourSend: 1_000 },
  faults: {
    beforeAccept: (mail) => faults.beforeAccept?.(mail),
    afterAccept: (mail) => faults.afterAccept?.(mail),
  },
});
const ses = new SESv2Client(stack.client);

function send(change: Partial<SendEmailCommandInput> = {}) {
  clock.advance(1_000);
  return ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'Convoke <Invites@example.test>',
      Destination: { ToAddresses: ['Guest@example.com'] },
      EmailTags: [{ Name: 'evt', Value: 'e-1' }],
      ConfigurationSetName: 'convoke',
      Content: { Raw: { Data: Buffer.from(RAW) } },
      ...change,
    }),
  );
}

function withRaw(raw: string | Buffer): Partial<SendEmailCommandInput> {
  return { Content: { Raw: { Data: Buffer.from(raw) } } };
}

test('an accepted mail is stored as it was sent, under the id that the caller got', async () => {
  const { MessageId } = await send();
  expect(MessageId).toMatch(/^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
  const mail = stack.store.find(MessageId ?? '');
  expect(mail).toMatchObject({
    at: clock.now(),
    from: 'invites@example.test',
    to: ['guest@example.com'],
    tags: { evt: 'e-1' },
    configurationSet: 'convoke',
  });
  expect(Buffer.from(stack.store.raw(mail?.seq ?? 0) ?? []).toString()).toBe(RAW);
});

test('its events say that it was sent, then that it was delivered, with its tags', async () => {
  stack.events.length = 0;
  const { MessageId } = await send();
  await turns();
  expect(stack.events.map((event) => event['detail-type'])).toEqual([
    'Email Sent',
    'Email Delivered',
  ]);
  for (const { source, detail } of stack.events) {
    expect(source).toBe('aws.ses');
    expect(detail.mail).toMatchObject({
      messageId: MessageId,
      destination: ['guest@example.com'],
      tags: { evt: ['e-1'] },
    });
  }
  expect(stack.store.told()).toBe(stack.store.find(MessageId ?? '')?.seq);
});

test('without a configuration set nothing is told, as on AWS', async () => {
  stack.events.length = 0;
  await send({ ConfigurationSetName: undefined });
  await turns();
  expect(stack.events).toEqual([]);
});

test('Cc and Bcc belong to the envelope', async () => {
  const { MessageId = '' } = await send({
    Destination: {
      ToAddresses: ['a@example.com'],
      CcAddresses: ['B <b@example.com>'],
      BccAddresses: ['c@example.com'],
    },
  });
  expect(stack.store.find(MessageId)?.to).toEqual([
    'a@example.com',
    'b@example.com',
    'c@example.com',
  ]);
});

test('without a Destination the header is the envelope', async () => {
  const raw =
    'From: invites@example.test\r\nTo: "Last, First" <a@example.com>,\r\n b@example.com\r\n\r\nx\r\n';
  const { MessageId = '' } = await send({
    FromEmailAddress: undefined,
    Destination: undefined,
    ...withRaw(raw),
  });
  expect(stack.store.find(MessageId)).toMatchObject({
    from: 'invites@example.test',
    to: ['a@example.com', 'b@example.com'],
  });
});

const many = Array.from({ length: 51 }, (_, at) => `g${at}@example.com`);

test.each<[string, Partial<SendEmailCommandInput>, string, RegExp]>([
  [
    'no From',
    { FromEmailAddress: undefined, ...withRaw('To: a@example.com\r\n\r\nx') },
    'BadRequestException',
    /From/,
  ],
  [
    'no recipient',
    { Destination: {}, ...withRaw('From: a@example.test\r\n\r\nx') },
    'BadRequestException',
    /No recipients/,
  ],
  ['51 recipients', { Destination: { ToAddresses: many } }, 'BadRequestException', /exceeds 50/],
  [
    'a local part that is not ASCII',
    { Destination: { ToAddresses: ['jürg@example.com'] } },
    'BadRequestException',
    /ASCII/,
  ],
  [
    'a domain that is not in Punycode',
    { Destination: { ToAddresses: ['a@exämple.com'] } },
    'BadRequestException',
    /Punycode/,
  ],
  [
    'a line of 999 octets',
    withRaw(`From: a@example.test\r\n\r\n${'x'.repeat(999)}\r\n`),
    'BadRequestException',
    /999 octets/,
  ],
  [
    'a message of more than 40 MB',
    withRaw(Buffer.alloc(40 * 1024 * 1024 + 1, '\r\n')),
    'BadRequestException',
    /more than 41943040/,
  ],
  ['an empty message', withRaw(''), 'BadRequestException', /empty/],
  [
    'a tag with a dot',
    { EmailTags: [{ Name: 'evt', Value: 'a.b' }] },
    'BadRequestException',
    /message tag/,
  ],
  [
    'a tag of 257 characters',
    { EmailTags: [{ Name: 'evt', Value: 'a'.repeat(257) }] },
    'BadRequestException',
    /message tag/,
  ],
  [
    'a From of a domain not verified',
    { FromEmailAddress: 'a@example.org' },
    'MessageRejected',
    /not verified/,
  ],
  [
    'an unknown configuration set',
    { ConfigurationSetName: 'other' },
    'NotFoundException',
    /does not exist/,
  ],
])('%s is refused and stores nothing', async (_title, change, name, message) => {
  const before = stack.store.count();
  await expect(send(change)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
  expect(stack.store.count()).toBe(before);
});

test('a line of 998 octets is taken', async () => {
  await expect(
    send(withRaw(`From: a@example.test\r\n\r\n${'x'.repeat(998)}\r\n`)),
  ).resolves.toBeDefined();
});

test('over the rate SES throttles with its own words, and takes again a moment later', async () => {
  await send();
  const all = await Promise.allSettled(
    Array.from({ length: 15 }, () =>
      ses.send(
        new SendEmailCommand({
          FromEmailAddress: 'invites@example.test',
          Destination: { ToAddresses: ['guest@example.com'] },
          Content: { Raw: { Data: Buffer.from(RAW) } },
        }),
      ),
    ),
  );
  const refused = all.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
  expect(refused).toHaveLength(6);
  expect(refused[0]).toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Maximum sending rate exceeded.',
    $metadata: { httpStatusCode: 429 },
  });
  await expect(send()).resolves.toBeDefined();
});

test('GetAccount tells the quota and what was used of it, in recipients', async () => {
  const before = await ses.send(new GetAccountCommand({}));
  await send({ Destination: { ToAddresses: ['a@example.com', 'b@example.com'] } });
  const { SendQuota, SendingEnabled, ProductionAccessEnabled } = await ses.send(
    new GetAccountCommand({}),
  );
  expect({ SendingEnabled, ProductionAccessEnabled }).toEqual({
    SendingEnabled: true,
    ProductionAccessEnabled: true,
  });
  expect(SendQuota).toEqual({
    Max24HourSend: 1_000,
    MaxSendRate: 10,
    SentLast24Hours: (before.SendQuota?.SentLast24Hours ?? 0) + 2,
  });
  clock.advance(86_400_000 + 60_000);
  const later = await ses.send(new GetAccountCommand({}));
  expect(later.SendQuota?.SentLast24Hours).toBe(0);
});

test('a fault before acceptance stores nothing', async () => {
  const before = stack.store.count();
  faults = {
    beforeAccept: () => ({ status: 400, name: 'SendingPausedException', message: 'paused' }),
  };
  await expect(send()).rejects.toMatchObject({ name: 'SendingPausedException' });
  faults = {};
  expect(stack.store.count()).toBe(before);
});

test.each<[string, SesFaults]>([
  [
    'an error',
    { afterAccept: () => ({ status: 500, name: 'InternalServiceErrorException', message: 'x' }) },
  ],
  ['a dropped answer', { afterAccept: () => 'drop' }],
])('a mail whose answer was %s was sent all the same', async (_title, broken) => {
  stack.events.length = 0;
  const before = stack.store.count();
  faults = broken;
  await expect(send()).rejects.toThrow();
  faults = {};
  await turns();
  expect(stack.store.count()).toBe(before + 1);
  expect(stack.events.map((event) => event['detail-type'])).toEqual([
    'Email Sent',
    'Email Delivered',
  ]);
});

test('an operation that is not embedded says so', async () => {
  const content = { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } };
  await expect(send({ Content: content })).rejects.toMatchObject({
    name: 'NotImplementedException',
    $metadata: { httpStatusCode: 501 },
  });
});

test.each([
  ['guest@example.com', ['Email Sent', 'Email Delivered']],
  ['bounce@simulator.amazonses.com', ['Email Sent', 'Email Bounced']],
  ['bounce+label@simulator.amazonses.com', ['Email Sent', 'Email Bounced']],
  ['suppressionlist@simulator.amazonses.com', ['Email Sent', 'Email Bounced']],
  [
    'complaint@simulator.amazonses.com',
    ['Email Sent', 'Email Delivered', 'Email Complaint Received'],
  ],
  ['ooto@simulator.amazonses.com', ['Email Sent', 'Email Delivered']],
  ['bounce@example.com', ['Email Sent', 'Email Delivered']],
])('mail to %s gives %j', (address, types) => {
  const mail = {
    id: 'm',
    at: 0,
    from: 'a@example.test',
    to: [address],
    tags: {},
    configurationSet: 'convoke',
  };
  expect(sesEvents(LOCAL_PLACE, mail).map((event) => event['detail-type'])).toEqual(types);
});
