import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import { recordAnswer as storeAnswer } from '../../adapters/answers.ts';
import { replayLedger, sentKey } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { type Item, putAll } from '../../adapters/table.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { countStats } from '../../domain/invite/stats.ts';
import { ticketUid } from '../../domain/invite/ticket.ts';
import { handler as readReply } from '../../functions/read-reply/handler.ts';
import { handler as recordAnswer } from '../../functions/record-answer/handler.ts';
import { handler as recordOutcome } from '../../functions/record-outcome/handler.ts';
import { handler as rememberMail } from '../../functions/remember-mail/handler.ts';
import { expectedStats, manyAnswers } from '../fixtures/many-answers.ts';
import { INVITES, sesBlockLines } from '../fixtures/ses-mail.ts';
import { EVENT_ID, storeEvent, storeGuest, storeVersion } from '../functions/guest-mail.ts';
import { contextOf } from '../functions/lambda-context.ts';
import { NO_FAULTS } from './faults.ts';
import { openLaboratory } from './laboratory.ts';
import { memoryTable } from './memory-table.ts';
import { warmUp } from './play.ts';
import { randomOf } from './random.ts';
import { type Account, openAccount } from './simulated-aws.ts';

openLaboratory();
beforeAll(warmUp);

/** What DynamoDB takes for one partition key, write units a second. */
const PARTITION_LIMIT = 1_000;

/** Write units by partition key, of the table and of the index. */
type Meter = Map<string, number>;

/** An account whose table refuses what is too much for a partition. All of a test is one second to it. */
function openMeteredAccount(meter: Meter): Account {
  const plan = { faults: NO_FAULTS, until: 0 };
  const account = openAccount(randomOf(1), plan, { rate: 14, onTaken: () => undefined });
  const onWrite = (item: Item): void => {
    const units = Math.ceil(JSON.stringify(item).length / 1_024);
    for (const key of [item.pk, item.gsi1pk]) {
      if (key === undefined) continue;
      const sum = (meter.get(String(key)) ?? 0) + units;
      if (sum > PARTITION_LIMIT) {
        throw new ProvisionedThroughputExceededException({ message: `${key}`, $metadata: {} });
      }
      meter.set(String(key), sum);
    }
  };
  return Object.assign(account, { table: memoryTable({ onWrite }) });
}

/** Puts a mail to invites@ into the bucket, and gives its id. */
function putMail(
  { objects }: Account,
  mailId: string,
  from: string,
  lines: readonly string[],
): void {
  const at = from.slice(from.indexOf('@') + 1);
  const block = sesBlockLines({
    ...{ smtpId: mailId, recipient: INVITES, region: 'us-east-1', spf: 'none', dkim: [] },
    ...{ returnPath: `<${from}>`, dmarc: `pass header.from=${at}` },
  });
  const own = [`From: ${from}`, `To: ${INVITES}`, 'Date: Tue, 01 Dec 2026 09:59:58 +0000'];
  const raw = [...block, ...own, 'MIME-Version: 1.0', ...lines, ''].join('\r\n');
  objects.set(`inbox/rsvp/${mailId}`, Buffer.from(raw));
}

/** The steps of the workflow `rsvp`, one after the other. */
async function receive(mailId: string): Promise<string> {
  const arrived = { key: `inbox/rsvp/${mailId}`, execution: mailId };
  await rememberMail(arrived, contextOf('remember-mail'));
  const read = await readReply({ mailId }, contextOf('read-reply'));
  const { outcome, reason } =
    read.outcome === 'ACCEPT'
      ? await recordAnswer({ mailId }, contextOf('record-answer'))
      : (read as { outcome: string; reason: string });
  await recordOutcome({ mailId, outcome, reason }, contextOf('record-outcome'));
  return `${outcome} ${reason}`;
}

async function storeAutumn(account: Account, guestKeys: readonly string[]): Promise<void> {
  const version = new Map<string, string>();
  await storeVersion(version, undefined);
  for (const [key, text] of version) account.objects.set(key, Buffer.from(text));
  await storeEvent();
  await Promise.all(guestKeys.map(storeGuest));
}

const SECOND = 1_000;
const PARTSTATS = ['ACCEPTED', 'DECLINED', 'TENTATIVE'] as const;

test('a thousand answers to one event in one second, as of 10,000 in ten: no partition is full, all are stored, and the counts are right', async () => {
  const meter: Meter = new Map();
  const account = openMeteredAccount(meter);
  const { mac, currentKeyId } = await keys();
  const guests = Array.from({ length: SECOND }, (_, guest) => `guest${guest}@example.org`);
  const guestKeys = guests.map((address) => guestKeyOf(mac, address));
  await storeAutumn(account, guestKeys);
  meter.clear();
  for (const [index, from] of guests.entries()) {
    const guest = { eventId: EVENT_ID, guestKey: guestKeys[index] ?? '' };
    putMail(account, `m${index}`, from, [
      ...['Content-Type: text/calendar; charset=utf-8; method=REPLY', ''],
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//X//EN', 'METHOD:REPLY', 'BEGIN:VEVENT'],
      ...[`UID:${ticketUid(mac, guest, 'example.test', currentKeyId)}`, 'SEQUENCE:0'],
      ...['DTSTAMP:20261201T095800Z', `ATTENDEE;PARTSTAT=${PARTSTATS[index % 3]}:mailto:${from}`],
      ...['END:VEVENT', 'END:VCALENDAR'],
    ]);
  }
  const said = await Promise.all(guests.map((_, index) => receive(`m${index}`)));
  expect(new Set(said)).toEqual(new Set(['ACCEPT answered']));
  expect(Math.max(...meter.values())).toBeLessThan(PARTITION_LIMIT / 2);
  const counter = countStats();
  await replayLedger(EVENT_ID, counter);
  expect(counter.stats().answers).toMatchObject({ accepted: 334, declined: 333, tentative: 333 });
});

test('the answers of a thousand people who change their minds, each told twice and all at once, leave the last word of each in the table', async () => {
  const account = openMeteredAccount(new Map());
  await storeAutumn(account, []);
  const all = manyAnswers(1_000, 2_000);
  await putAll(
    all.invited.map(({ kind: _, ...guest }) => ({
      ...sentKey(EVENT_ID, guest.guestKey),
      ...guest,
    })),
  );
  await Promise.all(
    all.delivered.map(({ guestKey, answer, client }) =>
      storeAnswer({ eventId: EVENT_ID, guestKey }, answer, client),
    ),
  );
  const { rows, stats } = expectedStats(all);
  const stored = account.table.items().filter(({ sk }) => /^IN#/.test(`${sk}`));
  expect(stored).toHaveLength(rows);
  const counter = countStats();
  await replayLedger(EVENT_ID, counter);
  expect(counter.stats()).toMatchObject(stats);
});

/** As of 100,000 and 5,000: one in twenty-one is a report of a mail that did not arrive. */
const NOTES = 1_050;

test('a thousand out-of-office notes and fifty reports of mails that did not arrive: none is answered, and each costs two writes and two of the index by time', async () => {
  const meter: Meter = new Map();
  const account = openMeteredAccount(meter);
  await storeAutumn(account, []);
  meter.clear();
  const isReport = (index: number): boolean => index % 21 === 20;
  for (let index = 0; index < NOTES; index += 1) {
    const thread = `References: <evt.${EVENT_ID}@example.test> <0100@email.amazonses.com>`;
    const lines = isReport(index)
      ? [
          'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
          ...['', '--b', 'Content-Type: text/plain', '', 'It did not arrive.'],
          ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; x'],
          ...['', 'Final-Recipient: rfc822; a@b.example', 'Action: failed', 'Status: 5.1.1'],
          '--b--',
        ]
      : ['Auto-Submitted: auto-replied', 'Content-Type: text/plain', thread, '', 'I am away.'];
    putMail(account, `n${index}`, `guest${index}@example.org`, lines);
  }
  const said = await Promise.all(Array.from({ length: NOTES }, (_, index) => receive(`n${index}`)));
  const times = (what: string): number => said.filter((one) => one === what).length;
  expect([times('DROP auto_reply'), times('DROP bounce')]).toEqual([1_000, 50]);
  expect(account.taken).toEqual([]);
  // Remembered, and its outcome; the index by time takes both once more.
  expect([...meter.values()].reduce((sum, units) => sum + units) / NOTES).toBe(4);
  expect([...meter.keys()].filter((key) => !key.startsWith('MAIL'))).toEqual([]);
});
