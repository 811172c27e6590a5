import { expect, test } from '@jest/globals';
import { listMails, rememberMail } from '../../adapters/mail-records.ts';
import { listedAs } from '../../adapters/time-index.ts';
import { openWorld } from './world.ts';

await openWorld();

const START = Date.parse('2026-11-24T10:00:00Z');
const IDS = Array.from({ length: 60 }, (_, index) => `mail${String(index).padStart(3, '0')}`);

test('mails that are spread over the index are listed in one order, page after page', async () => {
  for (const [index, mailId] of IDS.entries()) {
    const receivedAt = new Date(START).toISOString();
    const mail = { mailId, mailbox: 'invites', key: `inbox/rsvp/${mailId}`, size: 1 } as const;
    await rememberMail({ ...mail, receivedAt, execution: 'e' }, new Date(START + index));
  }
  const listed: string[] = [];
  let next: string | undefined;
  do {
    const page = await listMails(7, next);
    listed.push(...page.items.map(({ mailId }) => mailId));
    next = page.next;
  } while (next !== undefined && listed.length < 100);
  expect(listed).toEqual([...IDS].reverse());
});

test('no partition of the index takes more than a fifth of the mails', () => {
  const counts = new Map<string, number>();
  for (let index = 0; index < 8_000; index += 1) {
    const { gsi1pk } = listedAs('MAIL', '2026-11-24T10:00:00.000Z', `mail${index * 7919}`);
    counts.set(gsi1pk, (counts.get(gsi1pk) ?? 0) + 1);
  }
  expect(counts.size).toBe(8);
  expect(Math.max(...counts.values())).toBeLessThan(1_600);
});
