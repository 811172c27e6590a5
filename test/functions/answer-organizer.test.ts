import {
  SESv2Client,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Helped } from '../../domain/itip/decisions.ts';
import { AnswerNotSent, handler } from '../../functions/answer-organizer/handler.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);

const takeAll = () => ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id-1' });
const mails = () => ses.commandCalls(SendEmailCommand).length;

beforeEach(() => {
  takeAll();
});

let stored = 0;

/** A stored decision that answers a sender who needs help. */
function needsHelp(to: string): string {
  stored += 1;
  const mailId = `mail-${stored}`;
  const decision: Helped = {
    outcome: 'ANSWER',
    reason: 'no_calendar',
    detail: 'there is no calendar in the mail',
    to,
    reply: { to, sentence: 'Your mail has no event.', todo: 'Invite this address to an event.' },
  };
  world.objects.set(
    `mail/${mailId}/decision.json`,
    JSON.stringify({ mailbox: 'calendar', decision }),
  );
  return mailId;
}

const answer = (mailId: string) => handler({ mailId }, contextOf('answer-organizer'));

test('a sender is answered once for a mail, and once a day for all of them', async () => {
  const mailId = needsHelp('once@example.org');
  expect(await answer(mailId)).toEqual({ mailId, sent: true });
  expect(await answer(mailId)).toEqual({ mailId, sent: false });
  const second = needsHelp('once@example.org');
  expect(await answer(second)).toEqual({ mailId: second, sent: false });
  expect(mails()).toBe(1);
});

test.each([
  ['too fast', new TooManyRequestsException({ message: 'Maximum sending rate', $metadata: {} })],
  ['paused', new SendingPausedException({ message: 'paused', $metadata: {} })],
])(
  'an answer that SES certainly did not take (%s) fails, and a redrive sends it',
  async (why, error) => {
    const mailId = needsHelp(`${why.replace(' ', '-')}@example.org`);
    ses.reset().on(SendEmailCommand).rejects(error);
    await expect(answer(mailId)).rejects.toThrow(AnswerNotSent);
    takeAll();
    expect(await answer(mailId)).toEqual({ mailId, sent: true });
    expect(mails()).toBe(1);
  },
);

test('an answer of which nobody knows is not sent a second time', async () => {
  const mailId = needsHelp('unknown@example.org');
  ses.reset().on(SendEmailCommand).rejects(new Error('socket hang up'));
  expect(await answer(mailId)).toEqual({ mailId, sent: true });
  takeAll();
  expect(await answer(mailId)).toEqual({ mailId, sent: false });
  expect(mails()).toBe(0);
});
