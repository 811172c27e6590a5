import { SESv2Client, SendEmailCommand, SendingPausedException } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { eraseSent } from '../../adapters/erase-rows.ts';
import { sentKey } from '../../adapters/guest-ledger.ts';
import type { Letter } from '../../adapters/letters.ts';
import { readMailRecord, rememberMail } from '../../adapters/mail-records.ts';
import { keys } from '../../adapters/secrets.ts';
import { lift, suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import type { AcceptedAnswer, AcceptedLetter } from '../../domain/itip/decisions.ts';
import { ForwardNotSent, handler } from '../../functions/forward-to-organizer/handler.ts';
import { askFor } from './ask-api.ts';
import { EVENT_ID, storeDecision, storeEvent, storeGuest } from './guest-mail.ts';
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

/** A letter that came in. @returns the id of its mail */
async function letterOf(guestKey: string, letter: AcceptedLetter = LETTER): Promise<string> {
  const mailId = storeDecision(world.objects, letter, guestKey);
  const mail = { mailId, mailbox: 'invites', key: `inbox/rsvp/${mailId}`, size: 1 } as const;
  const receivedAt = '2026-11-22T11:00:00Z';
  await rememberMail({ ...mail, receivedAt, execution: 'e' }, new Date());
  return mailId;
}

const forward = (mailId: string) => handler({ mailId }, contextOf('forward-to-organizer'));

test('a letter goes to the organizer alone, from calendar@, once a mail', async () => {
  const mailId = await letterOf('guest-a');
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
    const { reason } = await forward(await letterOf('guest-b'));
    verdicts.push(reason);
  }
  const expected = [...Array(10).fill('letter_forwarded'), 'letter', 'letter'];
  expect(verdicts).toEqual(expected);
  expect(mails()).toHaveLength(10);
});

test('the letters of an event are listed with who wrote them and what became of them, the newest first', async () => {
  const [guest, muted] = ['guest-h', 'iguest'];
  await storeGuest(guest);
  await storeGuest(muted);
  const written: unknown[] = [];
  for (let letter = 1; letter <= 11; letter += 1) {
    const mailId = await letterOf(guest, letter === 1 ? { ...LETTER, proven: false } : LETTER);
    await forward(mailId);
    written.unshift({
      ...{ guestKey: guest, mailId, verified: letter !== 1, address: 'guest@example.org' },
      ...{ arrivedAt: (await readMailRecord(mailId))?.heardAt },
      state: letter <= 10 ? 'forwarded' : 'held',
    });
  }
  const { mac } = await keys();
  await suppress(guestKeyOf(mac, 'alice@corp.example'), 'blocked', '2026-11-22T11:00:00Z');
  const unwanted = await letterOf(muted);
  await forward(unwanted);
  await lift(guestKeyOf(mac, 'alice@corp.example'), ['blocked']);
  await eraseSent(sentKey(EVENT_ID, muted));
  const ask = await askFor('alice@corp.example', 'read');
  const pages: unknown[][] = [];
  let cursor = '';
  do {
    const path = `/v1/events/${EVENT_ID}/letters?limit=5${cursor}`;
    const { status, body } = await ask('GET', path);
    expect(status).toBe(200);
    pages.push(body.items as unknown[]);
    cursor = body.next === undefined ? '' : `&cursor=${body.next}`;
  } while (cursor !== '' && pages.length < 9);
  const ours = [guest, muted];
  const listed = pages.flat().filter((each) => ours.includes((each as Letter).guestKey));
  expect(listed).toEqual([
    expect.objectContaining({ guestKey: muted, mailId: unwanted, state: 'not_wanted' }),
    ...written,
  ]);
  expect(listed[0]).not.toHaveProperty('address');
  expect(JSON.stringify(pages)).not.toMatch(/parking/i);
  expect((await ask('GET', `/v1/events/${EVENT_ID}/letters?cursor=eA`)).body.code).toBe(
    'bad_cursor',
  );
  const bob = await askFor('bob@corp.example', 'read');
  expect((await bob('GET', `/v1/events/${EVENT_ID}/letters`)).status).toBe(404);
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
  const mailId = await letterOf('guest-f');
  const paused = new SendingPausedException({ message: 'paused', $metadata: {} });
  ses.reset().on(SendEmailCommand).rejects(paused);
  await expect(forward(mailId)).rejects.toThrow(ForwardNotSent);
  takeAll();
  expect(await forward(mailId)).toMatchObject({ outcome: 'ACCEPT' });
  expect(mails()).toHaveLength(1);
});

test('no log line holds an address or a word of the letter', async () => {
  await forward(await letterOf('guest-g'));
  expect(world.logs.join('')).toContain('letter_forwarded');
  expect(world.logs.join('')).not.toMatch(/example\.org|corp\.example|parking/i);
});
