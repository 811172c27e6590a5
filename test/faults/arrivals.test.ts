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

/** What a calendar program says of an event, and its lines that differ. */
function mailWith(mailId: string, uid: string, lines: readonly string[]): Buffer {
  const ics = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT'],
    ...[`UID:${uid}@corp.example`, 'DTSTAMP:20261120T100000Z', 'SEQUENCE:0', ...lines],
    ...['ORGANIZER:mailto:alice@corp.example', 'ATTENDEE:mailto:calendar@example.test'],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  const place = { smtpId: mailId, region: 'us-east-1' };
  const time = {
    date: 'Tue, 01 Dec 2026 09:59:58 +0000',
    receivedAt: 'Tue, 01 Dec 2026 09:59:59 +0000',
  };
  return Buffer.from(sesMail({ ...place, ...time, parts: calendarParts(ics, 'REQUEST') }));
}

const timesOn = (day: string, summary: string) => [
  ...[`DTSTART:${day}T180000Z`, `DTEND:${day}T190000Z`, `SUMMARY:${summary}`],
];

/** An invitation to an event of its own. */
const mailOf = (mailId: string): Buffer =>
  mailWith(mailId, mailId, timesOn('20310301', 'Autumn meeting'));

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

// Fifty dates of a series: each says something new of the event whatever came before it, so each needs a version of its own.
test('fifty different changes of one event at once: none is given up, and all stand', async () => {
  const days = Array.from({ length: 50 }, (_, index) => {
    const at = new Date(Date.UTC(2031, 2, 1 + index));
    return at.toISOString().slice(0, 10).replaceAll('-', '');
  });
  const [first = ''] = days;
  let toldAt = 0;
  const account = await letIn(6, async ({ account: { objects }, tell }) => {
    const series = ['RRULE:FREQ=DAILY;COUNT=50', ...timesOn(first, 'Lesson')];
    objects.set(keyOf('series'), mailWith('series', 'storm', series));
    await tell('series');
    await sleep(20 * SECOND_MS);
    for (const day of days) {
      const date = [`RECURRENCE-ID:${day}T180000Z`, ...timesOn(day, `Lesson of ${day}`)];
      objects.set(keyOf(day), mailWith(day, 'storm', date));
    }
    toldAt = Date.now();
    await Promise.all(days.map(tell));
  });
  expect(outcomesOf(account)).toEqual({ ACCEPT: 51 });
  const versions = itemsOf(account, /^EVT#/, /^VER#/).sort(
    (one, other) => Number(one.version) - Number(other.version),
  );
  expect(versions).toHaveLength(51);
  const read = versions.map(({ object }) => JSON.parse(`${account.objects.get(`${object}`)}`));
  expect(read.at(-1).series.overrides).toHaveLength(50);
  // Without a pause between tries they meet the same others again: then it is more than nine each.
  const tries = [...account.objects.keys()].filter((key) => key.startsWith('events/'));
  expect(tries.length).toBeLessThan(51 * 6);
  // The last one is recorded within two minutes.
  expect(Date.parse(read.at(-1).at) - toldAt).toBeLessThan(120 * SECOND_MS);
});
