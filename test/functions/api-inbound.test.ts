import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  type MailRecord,
  readMailRecord,
  recordOutcome,
  rememberMail,
} from '../../adapters/mail-records.ts';
import { DECIDABLE } from '../../domain/itip/decidable.ts';
import { REASONS } from '../../domain/itip/reasons.ts';
import { handler as rememberHandler } from '../../functions/remember-mail/handler.ts';
import { askWith } from './ask-api.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const states = mockClient(SFNClient);
const ask = await askWith('admin');

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine';
process.env.INGEST_WORKFLOW_ARN = `${ARN}:ingest`;
process.env.RSVP_WORKFLOW_ARN = `${ARN}:rsvp`;

beforeEach(() => {
  states.reset().on(StartExecutionCommand).resolves({ executionArn: 'arn', startDate: new Date() });
});

let count = 0;

/** A mail that came in, with its outcome. */
async function mail(
  outcome: NonNullable<MailRecord['outcome']>,
  reason: string,
  mailbox: MailRecord['mailbox'] = 'calendar',
): Promise<string> {
  count += 1;
  const mailId = `mail${count}`;
  const key = `inbox/${mailbox === 'invites' ? 'rsvp' : mailbox}/${mailId}`;
  const receivedAt = '2026-11-24T12:00:00.000Z';
  const now = new Date(Date.UTC(2026, 10, 24, 12, 0, count));
  await rememberMail({ mailId, mailbox, key, size: 1, receivedAt, execution: 'first' }, now);
  await recordOutcome(mailId, { outcome, reason });
  return mailId;
}

const HELD_REASONS = Object.entries(REASONS).flatMap(([reason, { outcomes }]) =>
  outcomes.some((each) => each === 'HOLD') ? [reason] : [],
);
const pairs = HELD_REASONS.flatMap((reason) =>
  (['calendar', 'invites', 'bulk'] as const).map((mailbox) => ({ reason, mailbox })),
);

test.each(pairs)('$mailbox, held as $reason: the owner decides where a yes helps', async (held) => {
  const { reason, mailbox } = held;
  const isDecidable = (DECIDABLE[mailbox] as readonly string[]).includes(reason);
  const accepted = await mail('HOLD', reason, mailbox);
  const refused = await mail('HOLD', reason, mailbox);
  const answers = [
    await ask('POST', `/v1/inbound/${accepted}/accept`),
    await ask('POST', `/v1/inbound/${refused}/refuse`),
  ];
  expect(answers.map(({ status }) => status)).toEqual(isDecidable ? [202, 200] : [409, 409]);
  const started = states.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
  const workflow = mailbox === 'invites' ? 'rsvp' : 'ingest';
  const expected = { stateMachineArn: `${ARN}:${workflow}`, name: `approved-${accepted}` };
  expect(started).toMatchObject(isDecidable ? [expected] : []);
  expect((await readMailRecord(refused))?.refusedAt !== undefined).toBe(isDecidable);
});

test.each([
  ['ACCEPT', 'accepted'],
  ['DROP', 'auth_fail'],
  ['ANSWER', 'no_calendar'],
] as const)('a mail that is %s is decided', async (outcome, reason) => {
  const mailId = await mail(outcome, reason);
  for (const what of ['accept', 'refuse']) {
    expect(await ask('POST', `/v1/inbound/${mailId}/${what}`)).toMatchObject({
      ...{ status: 409, body: { code: 'not_decidable' } },
    });
  }
});

test('what was refused is not accepted, and shows so', async () => {
  const mailId = await mail('HOLD', 'spam');
  expect((await ask('GET', `/v1/inbound/${mailId}`)).body).toMatchObject({ decidable: true });
  await ask('POST', `/v1/inbound/${mailId}/refuse`);
  expect((await ask('GET', `/v1/inbound/${mailId}`)).body).toMatchObject({
    ...{ outcome: 'HOLD', decidable: false, refusedAt: expect.any(String) },
  });
  expect((await ask('POST', `/v1/inbound/${mailId}/accept`)).status).toBe(409);
});

test('the detail, and the list while it can be decided, say whom a mail names and nothing of what they wrote', async () => {
  const mailId = await mail('HOLD', 'organizer_unknown');
  const decision = {
    ...{ outcome: 'HOLD', reason: 'organizer_unknown', confirm: false, detail: 'SECRET' },
    organizer: { address: 'ada@example.org', name: 'Ada' },
  };
  world.objects.set(
    `mail/${mailId}/decision.json`,
    JSON.stringify({ mailbox: 'calendar', decision, eventId: 'event' }),
  );
  const { body } = await ask('GET', `/v1/inbound/${mailId}`);
  expect(body).toMatchObject({
    mailId,
    eventId: 'event',
    organizer: { address: 'ada@example.org', name: 'Ada' },
  });
  expect(JSON.stringify(body)).not.toContain('SECRET');
  const named = { mailId, organizer: { address: 'ada@example.org', name: 'Ada' } };
  const list = async () => (await ask('GET', '/v1/inbound?limit=1')).body.items;
  expect(await list()).toMatchObject([named]);
  await ask('POST', `/v1/inbound/${mailId}/refuse`);
  // Nobody has to choose any more.
  expect(await list()).not.toMatchObject([named]);
  expect((await ask('GET', '/v1/inbound/none')).status).toBe(404);
});

test.each([
  ['calendar', 'spam'],
  ['invites', 'unverified'],
] as const)(
  'a mail to %s that was let through names the execution that people can look at',
  async (mailbox, reason) => {
    const mailId = await mail('HOLD', reason, mailbox);
    await ask('POST', `/v1/inbound/${mailId}/accept`);
    const { body } = await ask('GET', `/v1/inbound/${mailId}`);
    const kept = `${ARN.replace('stateMachine', 'execution')}:ingest:approved-${mailId}`;
    expect(body.execution).toBe(mailbox === 'calendar' ? kept : undefined);
  },
);

test('a list is filtered by outcome and mailbox, page after page', async () => {
  const held: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    held.unshift(await mail('HOLD', 'unverified', 'invites'));
    await mail('DROP', 'auth_fail', 'invites');
    await mail('HOLD', 'tnef', 'calendar');
  }
  const found: string[] = [];
  let next: unknown = '';
  while (next !== undefined && found.length < 6) {
    const from = next === '' ? '' : `&cursor=${next}`;
    const path = `/v1/inbound?outcome=HOLD&mailbox=invites&limit=2${from}`;
    const { body } = await ask('GET', path);
    const items = body.items as { mailId: string }[];
    expect(items.length).toBeLessThanOrEqual(2);
    found.push(...items.map(({ mailId }) => mailId));
    next = body.next;
  }
  expect(found).toEqual(held);
});

test('an EXPRESS execution of an accepted mail is told by its name: its id is made by AWS', async () => {
  const mailId = await mail('HOLD', 'unverified', 'invites');
  await ask('POST', `/v1/inbound/${mailId}/accept`);
  const { execution, key = '' } = (await readMailRecord(mailId)) ?? {};
  expect(execution).toBe(`arn:aws:states:us-east-1:000000000000:express:rsvp:approved-${mailId}`);
  world.s3.onAnyCommand().resolves({ ContentLength: 1, LastModified: new Date(0) });
  const remember = (name: string) =>
    rememberHandler(
      { key, execution: `${execution?.replace(/[^:]+$/, name)}:8f9b8f2b` },
      contextOf('r'),
    );
  expect(await remember(`approved-${mailId}`)).toEqual({ mailId, firstTime: true });
  expect(await remember('another')).toEqual({ mailId, firstTime: false });
});
