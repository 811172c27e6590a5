import { beforeAll, expect, test } from '@jest/globals';
import { handler as sweep } from '../../functions/sweep/handler.ts';
import { workflowArn } from '../../local/workflows.ts';
import { calendarParts, sesMail } from '../fixtures/ses-mail.ts';
import { contextOf } from '../functions/lambda-context.ts';
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
const SWEEP_MS = 15 * 60 * SECOND_MS;
const PATIENCE = 50;

const ids = Array.from({ length: MAILS }, (_, index) => `mail${index}`);

/** An invitation to an event of its own, or the so-manieth word about one. */
const mailOf = (mailId: string, uid = mailId, word = 0): Buffer => {
  const ics = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT'],
    ...[`UID:${uid}@corp.example`, 'DTSTAMP:20261120T100000Z', `SEQUENCE:${word}`],
    ...['DTSTART:20310301T180000Z', 'DTEND:20310301T190000Z', `SUMMARY:Word ${word}`],
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

test('of 150 mails of which the bus loses the word about one in a hundred, two sweeps miss none', async () => {
  let lost = 0;
  const account = await letIn(8, async ({ account: opened, tell }) => {
    const { objects, random } = opened;
    const all = Array.from({ length: 150 }, (_, index) => `mail${index}`);
    for (const mailId of all) objects.set(keyOf(mailId), mailOf(mailId));
    const heard = all.filter(() => !random.chance(0.01));
    lost = all.length - heard.length;
    await Promise.all(heard.map(tell));
    // The first pass in which they are old enough, and the next.
    await sleep(2 * SWEEP_MS);
    for (const _ of ['first', 'second']) {
      await insist(opened, () => sweep({}, contextOf('sweep')));
      await sleep(SWEEP_MS);
    }
  });
  expect(lost).toBeGreaterThan(0);
  expect(outcomesOf(account)).toEqual({ ACCEPT: 150 });
  expect(itemsOf(account, /^EVT#/, /^VER#/)).toHaveLength(150);
  expect(account.taken).toHaveLength(150);
});

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

test('fifty changes of one event at once: none is given up, and the newest stands', async () => {
  const words = Array.from({ length: 50 }, (_, word) => `word${word}`);
  const account = await letIn(6, async ({ account: { objects }, tell }) => {
    for (const [word, mailId] of words.entries())
      objects.set(keyOf(mailId), mailOf(mailId, 'storm', word));
    await Promise.all(words.map(tell));
  });
  // Whoever came behind a newer word is told so.
  const { ACCEPT = 0, 'DROP stale': stale = 0, ...others } = outcomesOf(account);
  expect([others, ACCEPT + stale]).toEqual([{}, 50]);
  const [newest] = itemsOf(account, /^EVT#/, /^VER#/).sort(
    (one, other) => Number(other.version) - Number(one.version),
  );
  const version = JSON.parse(`${account.objects.get(`${newest?.object}`)}`);
  expect(version).toMatchObject({ series: { master: { summary: 'Word 49' } } });
});
