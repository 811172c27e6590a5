import { SESv2Client, SendEmailCommand, SendingPausedException } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { AcceptedAnswer, AcceptedLetter } from '../../domain/itip/decisions.ts';
import { ForwardNotSent, handler } from '../../functions/forward-to-organizer/handler.ts';
import { storeDecision, storeEvent } from './guest-mail.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);

const takeAll = () => ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id-1' });
const mails = () => ses.commandCalls(SendEmailCommand);

beforeEach(async () => {
  takeAll();
  await storeEvent();
});

const from = { address: 'guest@example.org', name: 'Guest Person' };
const LETTER: AcceptedLetter = {
  ...{ outcome: 'ACCEPT', reason: 'letter_forwarded', detail: '', from, proven: true },
  ...{ subject: 'Parking', text: 'Is there parking?' },
};
const PROPOSAL: AcceptedAnswer = {
  ...{ outcome: 'ACCEPT', reason: 'proposal', detail: '', from, as: 'guest', client: 'google' },
  answers: [],
  proposals: [
    {
      ...{ verified: true, sequence: 0, arrivedAt: '2026-11-22T11:00:00Z', mailId: 'mail' },
      proposed: { start: { kind: 'utc', at: '2026-12-01T15:00:00Z' } },
    },
  ],
};

const forward = (mailId: string) => handler({ mailId }, contextOf('forward-to-organizer'));

test('a letter goes to the organizer alone, from calendar@, once a mail', async () => {
  const mailId = storeDecision(world.objects, LETTER, 'guest-a');
  const went = { mailId, outcome: 'ACCEPT', reason: 'letter_forwarded' };
  expect(await forward(mailId)).toEqual(went);
  expect(await forward(mailId)).toEqual(went);
  const [call] = mails();
  expect(mails()).toHaveLength(1);
  expect(call?.args[0].input).toMatchObject({
    FromEmailAddress: 'calendar@example.test',
    Destination: { ToAddresses: ['alice@corp.example'] },
  });
  const raw = Buffer.from(call?.args[0].input.Content?.Raw?.Data ?? '').toString('ascii');
  expect(raw).toMatch(/^Reply-To: "Guest Person" <guest@example\.org>\r$/m);
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(raw).toMatch(new RegExp(`^X-Convoke: ${mailId}\r$`, 'm'));
});

test('the eleventh letter of a guest in a day is held', async () => {
  const verdicts: string[] = [];
  for (let letter = 1; letter <= 12; letter += 1) {
    const { reason } = await forward(storeDecision(world.objects, LETTER, 'guest-b'));
    verdicts.push(reason);
  }
  const expected = [...Array(10).fill('letter_forwarded'), 'letter', 'letter'];
  expect(verdicts).toEqual(expected);
  expect(mails()).toHaveLength(10);
});

test('of the proposals of a guest within an hour the organizer is told once', async () => {
  for (let proposal = 1; proposal <= 3; proposal += 1) {
    const mailId = storeDecision(world.objects, PROPOSAL, 'guest-c');
    expect(await forward(mailId)).toEqual({ mailId, outcome: 'ACCEPT', reason: 'proposal' });
  }
  await forward(storeDecision(world.objects, PROPOSAL, 'guest-d'));
  expect(mails()).toHaveLength(2);
});

test('where calendar@ itself owns the event nobody is told', async () => {
  await storeEvent({ owner: 'calendar@example.test' });
  const mailId = storeDecision(world.objects, PROPOSAL, 'guest-e');
  expect(await forward(mailId)).toEqual({ mailId, outcome: 'ACCEPT', reason: 'proposal' });
  expect(mails()).toHaveLength(0);
});

test('a letter that SES certainly did not take fails, and the next attempt forwards it', async () => {
  const mailId = storeDecision(world.objects, LETTER, 'guest-f');
  const paused = new SendingPausedException({ message: 'paused', $metadata: {} });
  ses.reset().on(SendEmailCommand).rejects(paused);
  await expect(forward(mailId)).rejects.toThrow(ForwardNotSent);
  takeAll();
  expect(await forward(mailId)).toMatchObject({ outcome: 'ACCEPT' });
  expect(mails()).toHaveLength(1);
});

test('no log line holds an address or a word of the letter', async () => {
  await forward(storeDecision(world.objects, LETTER, 'guest-g'));
  expect(world.logs.join('')).toContain('letter_forwarded');
  expect(world.logs.join('')).not.toMatch(/example\.org|corp\.example|parking/i);
});
