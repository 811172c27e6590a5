import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { Webhook as Receiving } from 'standardwebhooks';
import { eraseSent } from '../../adapters/erase-rows.ts';
import { sentKey } from '../../adapters/guest-ledger.ts';
import { tell } from '../../adapters/out/facts.ts';
import { keys } from '../../adapters/secrets.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { handler as recordAnswer } from '../../functions/record-answer/handler.ts';
import { handler as recordDelivery } from '../../functions/record-delivery/handler.ts';
import { cancel, component, request } from '../fixtures/said.ts';
import { fact, openHooks } from './hooks.ts';
import { contextOf } from './lambda-context.ts';
import { GUESTS, newEvent, newRun } from './runs.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const { mac } = await keys();
const ses = mockClient(SESv2Client);
const { endpoint, factObjects, hook, publish } = await openHooks(world);

beforeEach(() => {
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
});

const deliveryEvent = (detail: object): SQSEvent => ({
  Records: [{ messageId: '1', body: JSON.stringify({ detail }) } as SQSRecord],
});

test('nobody listens: a run, an answer and a change write nothing for others', async () => {
  const event = await newEvent(mac);
  await (await newRun(world, mac, event)).deliver();
  await event.say(request(component({ sequence: 1, summary: 'Moved' })));
  expect(factObjects()).toEqual([]);
});

test('a run tells of each guest once by their key, in one object a chunk, with no address', async () => {
  await hook(['invitation.sent']);
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event);
  await run.deliver();
  expect(factObjects()).toHaveLength(1);
  await run.deliver();
  expect(factObjects()).toHaveLength(1);
  await publish();
  expect(endpoint.received.map(({ body }) => body.data.guestKey).sort()).toEqual(
    GUESTS.map((address) => guestKeyOf(mac, address)).sort(),
  );
  const [first] = endpoint.received;
  expect(first?.body).toMatchObject({
    type: 'invitation.sent',
    data: { eventId: event.eventId, runId: run.runId, version: 1, as: 'invitation' },
  });
  expect(JSON.stringify(endpoint.received)).not.toContain('@example.com');
  expect([...world.objects].filter(([key]) => key.startsWith('facts/')).join()).not.toContain('@');
});

test('a mail is told of before it is written down as sent: a crash between tells it again, with the same id', async () => {
  await hook(['invitation.sent']);
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [GUESTS[0]] });
  await run.deliver();
  const [, written] = [...world.objects].find(([key]) => key.startsWith('facts/')) ?? [];
  const sendId = ses
    .commandCalls(SendEmailCommand)[0]
    ?.args[0].input.EmailTags?.find(({ Name }) => Name === 'snd')?.Value;
  expect(JSON.parse(written ?? '{}').id).toBe(`sent-${sendId}`);
});

test('every kind of fact is told, and its order grows with each one about a guest', async () => {
  const { secret } = await hook([
    ...['invitation.sent', 'invitation.delivered', 'invitation.bounced', 'rsvp.changed'],
    ...['event.updated', 'event.cancelled'],
  ]);
  const event = await newEvent(mac);
  const run = await newRun(world, mac, event, { guests: [GUESTS[0]] });
  await run.deliver();
  const tags = ses.commandCalls(SendEmailCommand)[0]?.args[0].input.EmailTags ?? [];
  const mail = {
    tags: Object.fromEntries(tags.map(({ Name, Value }) => [Name, [Value]])),
    timestamp: new Date(Date.now() + 1_000).toISOString(),
  };
  const context = contextOf('record-delivery');
  await recordDelivery(deliveryEvent({ eventType: 'Delivery', mail }), context);
  const bounce = { bounceType: 'Permanent' };
  await recordDelivery(deliveryEvent({ eventType: 'Bounce', mail, bounce }), context);
  await event.say(request(component({ sequence: 1, summary: 'Moved' })));
  await event.say(cancel(component({ sequence: 2 })));
  await publish();
  const types = endpoint.received.map(({ body }) => body.type);
  expect(types).toEqual([
    ...['invitation.sent', 'invitation.delivered', 'invitation.bounced'],
    ...['event.updated', 'event.cancelled'],
  ]);
  const orders = endpoint.received.slice(0, 3).map(({ body }) => body.data.order);
  expect(orders).toEqual([...orders].sort((a, b) => a - b));
  expect(new Set(orders).size).toBe(3);
  const receiving = new Receiving(secret);
  for (const { text, headers } of endpoint.received) {
    expect(receiving.verify(text, headers as Record<string, string>)).toEqual(JSON.parse(text));
    expect(() => receiving.verify(`${text} `, headers as Record<string, string>)).toThrow();
  }
});

test('an address is in it where the owner wants that, and not once it is erased', async () => {
  await hook(['invitation.sent'], { withAddress: true });
  const event = await newEvent(mac);
  const guest = 'told@example.com';
  await (await newRun(world, mac, event, { guests: [guest] })).deliver();
  await publish();
  expect(endpoint.received[0]?.body.data.address).toBe(guest);
  await eraseSent(sentKey(event.eventId, guestKeyOf(mac, guest)));
  world.objects.clear();
  await tell([{ ...fact('later'), eventId: event.eventId, guestKey: guestKeyOf(mac, guest) }]);
  expect(factObjects()).toEqual([]);
  await hook(['rsvp.changed'], { withAddress: true });
  await tell([{ ...fact('later'), eventId: event.eventId, guestKey: guestKeyOf(mac, guest) }]);
  await publish();
  expect(endpoint.received[1]?.body.data).not.toHaveProperty('address');
});

test('an answer is told once it counts, and a stale one is told to nobody', async () => {
  await hook(['rsvp.changed']);
  const ticket = { eventId: 'f'.repeat(26), guestKey: 'h'.repeat(26) };
  const answer = async (mailId: string, sequence: number) => {
    const said = { verified: true, sequence, dtstamp: '2026-11-24T11:00:00Z', mailId };
    const arrivedAt = '2026-11-24T11:00:05Z';
    const answers = [
      { ...said, arrivedAt, partstat: 'ACCEPTED', olderVersion: false, comment: 'no gluten' },
    ];
    const decision = {
      outcome: 'ACCEPT',
      reason: 'answered',
      answers,
      proposals: [],
      client: 'google',
    };
    world.objects.set(
      `mail/${mailId}/decision.json`,
      JSON.stringify({ mailbox: 'invites', decision, ticket }),
    );
    await recordAnswer({ mailId }, contextOf('record-answer'));
  };
  await answer('m2', 1);
  await answer('m1', 0);
  await publish();
  expect(endpoint.received.map(({ text }) => JSON.parse(text))).toEqual([
    {
      type: 'rsvp.changed',
      timestamp: '2026-11-24T11:00:05Z',
      data: { ...ticket, order: 17_955_180_050_004, answer: 'accepted' },
    },
  ]);
});
