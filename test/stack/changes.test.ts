import { expect, test } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import { deliver, letIn, untilQuiet } from './inbound.ts';
import { bySmtp, stampIn } from './invitations.ts';
import { countMails, listOutMails, usePrivateStack } from './private-stack.ts';
import { sendTo, startRun, untilRunEnds, uploadList } from './sending.ts';

const at = usePrivateStack({ CONVOKE_HOLD_SECONDS: '0', CONVOKE_SEND_RATE: '20' });

const guests = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${name}${n}@guests.example`);
const csv = (addresses: readonly string[]): string => ['email', ...addresses, ''].join('\n');

const calendar = () => at().stack.endpoints.mailboxes.calendar;
const times = (days: number) => [`DTSTART:${stampIn(days)}`, `DTEND:${stampIn(days + 0.1)}`];

const eventOf = async (who: string): Promise<string> => {
  const { items } = await at().api.get<{
    items: { eventId: string; organizer: { email: string } }[];
  }>('/v1/events');
  return items.find(({ organizer }) => organizer.email === who)?.eventId ?? '';
};

type Sent = Readonly<{ method: string; sequence: number; rule: string | undefined }>;

/** What each guest got, in the order of sending. */
async function sentTo(addresses: readonly string[]): Promise<ReadonlyMap<string, Sent[]>> {
  const found = new Map<string, Sent[]>(addresses.map((address) => [address, []]));
  for (const { to, raw } of await listOutMails(at())) {
    const text = raw
      .replace(/=\r?\n/g, '')
      .replace(/\r?\n /g, '')
      .replaceAll('=3D', '=');
    const field = (name: string) => new RegExp(`^${name}[:;](.*)$`, 'm').exec(text)?.[1]?.trim();
    found.get(to[0] ?? '')?.push({
      method: field('METHOD') ?? '',
      sequence: Number(field('SEQUENCE')),
      rule: field('RRULE'),
    });
  }
  return found;
}

const sequences = (mails: readonly Sent[]): readonly number[] => mails.map((mail) => mail.sequence);
const isRising = (numbers: readonly number[]): boolean =>
  numbers.every((each, index) => index === 0 || each > (numbers[index - 1] ?? 0));

test('a change during a running send takes its turn: every guest ends at the newest version', async () => {
  const who = 'busy@corp.example';
  await letIn(at(), bySmtp(who, calendar(), { calendar: { times: times(14) } }));
  const eventId = await eventOf(who);
  const invited = guests(80, 'busy');
  const { listId } = await uploadList(at().api, eventId, csv(invited));
  const runId = await startRun(at().api, eventId, listId);
  const before = await countMails(at());
  await until('the first mails', 20, async () =>
    (await countMails(at())) >= before + 10 ? true : undefined,
  );
  const edit = { calendar: { times: times(15), dtstamp: stampIn(0.001) } };
  await deliver(at(), bySmtp(who, calendar(), edit));
  const run = await untilRunEnds(at().api, runId, 60);
  await untilQuiet(at());
  expect(run).toMatchObject({ state: 'finished', total: 80, failed: 0 });
  expect(run.sent + run.skipped).toBe(80);
  const mails = [...(await sentTo(invited)).values()];
  expect(mails.filter((each) => each.at(-1)?.sequence !== 1)).toEqual([]);
  expect(mails.filter((each) => !isRising(sequences(each)))).toEqual([]);
  const twice = mails.filter((each) => each.length === 2).length;
  expect(twice).toBeGreaterThanOrEqual(10);
  expect(twice).toBeLessThan(80);
}, 120_000);

test('a cancellation that overtakes its invitation waits for it', async () => {
  const who = 'early@corp.example';
  const cancel = bySmtp(who, calendar(), {
    calendar: { method: 'CANCEL', sequence: 1, dtstamp: stampIn(0.002), times: times(14) },
  });
  expect(await letIn(at(), cancel)).toMatchObject({ verdict: 'HOLD event_unknown', mails: 0 });
  const { verdict } = await letIn(
    at(),
    bySmtp(who, calendar(), { calendar: { times: times(14) } }),
  );
  expect(verdict).toBe('ACCEPT accepted');
  await until('the cancellation', 20, async () => {
    const event = await at().api.get<{ status: string }>(`/v1/events/${await eventOf(who)}`);
    return event.status === 'cancelled' ? true : undefined;
  });
}, 60_000);

const base = Date.now();
const stampAt = (days: number): string =>
  `${new Date(base + days * 86_400_000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
const between = (from: number, to: number) => [`DTSTART:${stampAt(from)}`, `DTEND:${stampAt(to)}`];

test('a series that is split at a date becomes two events for its guests', async () => {
  const who = 'split@corp.example';
  const series = { calendar: { times: between(14, 14.1), lines: ['RRULE:FREQ=DAILY;COUNT=6'] } };
  await letIn(at(), bySmtp(who, calendar(), series));
  const invited = guests(5, 'split');
  await sendTo(at().api, await eventOf(who), csv(invited));
  await untilQuiet(at());
  const rest = {
    calendar: {
      ...{ sequence: 1, dtstamp: stampIn(0.001), times: between(16.2, 16.3) },
      lines: [`RECURRENCE-ID;RANGE=THISANDFUTURE:${stampAt(16)}`],
    },
  };
  const { verdict } = await letIn(at(), bySmtp(who, calendar(), rest));
  expect(verdict).toBe('ACCEPT updated');
  await untilQuiet(at());
  for (const mails of (await sentTo(invited)).values()) {
    // The series; its end before the split; the rest, as an event of its own.
    expect(mails.sort((a, b) => (`${a.rule}` < `${b.rule}` ? 1 : -1))).toEqual([
      { method: 'REQUEST', sequence: 1, rule: expect.stringMatching(/^FREQ=DAILY;UNTIL=/) },
      { method: 'REQUEST', sequence: 0, rule: 'FREQ=DAILY;COUNT=6' },
      { method: 'REQUEST', sequence: 0, rule: 'FREQ=DAILY;COUNT=4' },
    ]);
  }
}, 60_000);
