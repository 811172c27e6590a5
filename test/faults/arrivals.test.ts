import { beforeAll, expect, test } from '@jest/globals';
import { record } from '../../adapters/record-message.ts';
import { keys } from '../../adapters/secrets.ts';
import { eventIdOf } from '../../domain/invite/keys.ts';
import { workflowArn } from '../../local/workflows.ts';
import { component, OWNER, request, saidOf } from '../fixtures/said.ts';
import { calendarParts, sesMail } from '../fixtures/ses-mail.ts';
import { tellOfEnd } from './bus.ts';
import { openEngine } from './engine.ts';
import { NO_FAULTS } from './faults.ts';
import { openLaboratory } from './laboratory.ts';
import { insist } from './lambdas.ts';
import { onJumpingClock, warmUp } from './play.ts';
import { randomOf } from './random.ts';
import { type Account, openAccount, sleep } from './simulated-aws.ts';

openLaboratory();
process.env.ORGANIZERS = '*';
beforeAll(warmUp);

const MAILS = 20;
const SECOND_MS = 1_000;
const PATIENCE = 50;

const ids = Array.from({ length: MAILS }, (_, index) => `mail${index}`);

/** An invitation to an event of its own. */
const mailOf = (mailId: string): Buffer => {
  const ics = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT'],
    ...[`UID:${mailId}@corp.example`, 'DTSTAMP:20261120T100000Z', 'SEQUENCE:0'],
    ...['DTSTART:20310301T180000Z', 'DTEND:20310301T190000Z', 'SUMMARY:Autumn meeting'],
    ...['ORGANIZER:mailto:alice@corp.example', 'ATTENDEE:mailto:calendar@example.test'],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  const place = { smtpId: mailId, region: 'us-east-1' };
  const time = {
    date: 'Tue, 01 Dec 2026 09:59:58 +0000',
    receivedAt: 'Tue, 01 Dec 2026 09:59:59 +0000',
  };
  return Buffer.from(sesMail({ ...place, ...time, parts: calendarParts(ics, 'REQUEST') }));
};

const keyOf = (mailId: string): string => `inbox/calendar/${mailId}`;

type Arrival = Readonly<{ account: Account; tell(mailId: string): Promise<void> }>;

/** Lets mails in, and waits for the end of every execution. */
async function letIn(seed: number, how: (arrival: Arrival) => Promise<void>): Promise<Account> {
  return onJumpingClock(
    seed,
    async () => {
      const plan = { faults: NO_FAULTS, until: 0 };
      const more = { rate: 14, onTaken: () => undefined };
      const account = openAccount(randomOf(seed), plan, more);
      const words: Promise<void>[] = [];
      const engine = openEngine(account, (event) => words.push(tellOfEnd(account, event)));
      account.engine = engine;
      const ends: Promise<unknown>[] = [];
      const tell = async (mailId: string): Promise<void> => {
        const input = JSON.stringify({ detail: { object: { key: keyOf(mailId) } } });
        const started = await engine.startExecution({
          stateMachineArn: workflowArn('ingest'),
          input,
        });
        ends.push(engine.untilEnded(started.executionArn ?? ''));
      };
      await how({ account, tell });
      await Promise.all(ends);
      await sleep(60 * SECOND_MS);
      await Promise.all(words);
      await engine.close();
      return account;
    },
    PATIENCE,
  );
}

const itemsOf = ({ table }: Account, pk: RegExp, sk: RegExp) =>
  table.items().filter((item) => pk.test(`${item.pk}`) && sk.test(`${item.sk}`));

/** How many mails came to each outcome. */
function outcomesOf(account: Account): Readonly<Record<string, number>> {
  const said = itemsOf(account, /^MAIL#/, /^/).map(({ outcome, reason }) =>
    outcome === 'ACCEPT' ? 'ACCEPT' : `${outcome} ${reason}`,
  );
  return Object.fromEntries(
    [...new Set(said)].map((one) => [one, said.filter((s) => s === one).length]),
  );
}

test.each([1, 2, 3])(
  'mails of which the bus tells two to five times, in any order, are worked on and answered once each (seed %i)',
  async (seed) => {
    const account = await letIn(seed, async ({ account: { objects, random }, tell }) => {
      for (const mailId of ids) objects.set(keyOf(mailId), mailOf(mailId));
      const told = ids.flatMap((mailId) =>
        Array.from({ length: random.whole(2, 6) }, () => mailId),
      );
      const inAnyOrder = told.map(async (mailId) => {
        await sleep(random.whole(0, 10 * SECOND_MS));
        await tell(mailId);
      });
      await Promise.all(inAnyOrder);
    });
    expect(outcomesOf(account)).toEqual({ ACCEPT: MAILS });
    expect(itemsOf(account, /^EVT#/, /^VER#/)).toHaveLength(MAILS);
    expect(account.taken).toHaveLength(MAILS);
  },
);

test('a mail whose event comes before its object can be read is looked for again, and processed', async () => {
  const account = await letIn(4, async ({ account: { objects }, tell }) => {
    await tell('late');
    await sleep(3 * SECOND_MS);
    objects.set(keyOf('late'), mailOf('late'));
  });
  expect(outcomesOf(account)).toEqual({ ACCEPT: 1 });
});

test('a mail that takes the memory of whoever reads it is held as poison after four tries, and no other waits for it', async () => {
  const account = await letIn(5, async ({ account: { objects, poison }, tell }) => {
    poison.add('mail7');
    for (const mailId of ids) objects.set(keyOf(mailId), mailOf(mailId));
    await Promise.all(ids.map(tell));
  });
  expect(outcomesOf(account)).toEqual({ ACCEPT: MAILS - 1, 'HOLD poison': 1 });
  // One call to remember, four to read, one to note; all others as without it.
  const clean = await letIn(5, async ({ account: { objects }, tell }) => {
    for (const mailId of ids) objects.set(keyOf(mailId), mailOf(mailId));
    await Promise.all(ids.map(tell));
  });
  const [{ count: withPoison }, { count: without }] = [account.invocations, clean.invocations];
  expect(withPoison / without).toBeLessThan(1.05);
});

test('fifty changes of one event at once are all recorded, and the newest stands', async () => {
  const account = await onJumpingClock(6, async () => {
    const plan = { faults: NO_FAULTS, until: 0 };
    const opened = openAccount(randomOf(6), plan, { rate: 14, onTaken: () => undefined });
    const { mac } = await keys();
    const uid = 'storm@example.org';
    const eventId = eventIdOf(mac, OWNER, uid);
    const change = (word: number) => {
      const dtstamp = `2026-11-20T10:00:${`${word}`.padStart(2, '0')}Z`;
      const what = request(component({ uid, sequence: word, dtstamp, summary: `Word ${word}` }));
      const said = saidOf(what, { eventId, mailId: `mail-${word}` });
      return insist(opened, () =>
        record(eventId, () => said, { name: `mail-${word}`, now: new Date(), mac }),
      );
    };
    await Promise.all(Array.from({ length: 50 }, (_, word) => change(word)));
    return opened;
  });
  const [newest] = itemsOf(account, /^EVT#/, /^VER#/).sort(
    (a, b) => Number(b.version) - Number(a.version),
  );
  const version = JSON.parse(`${account.objects.get(`${newest?.object}`)}`);
  expect(version).toMatchObject({ series: { master: { summary: 'Word 49' } } });
});
