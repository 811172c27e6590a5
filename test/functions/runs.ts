import { readTurn, replaceTurn } from '../../adapters/event-turn.ts';
import type { SentRow } from '../../adapters/guest-ledger.ts';
import { record } from '../../adapters/record-message.ts';
import { createRun, type Run } from '../../adapters/run-store.ts';
import { readSendView } from '../../adapters/send-view.ts';
import type { CalendarMessage } from '../../domain/calendar/snapshot.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import { eventIdOf, guestKeyOf } from '../../domain/invite/keys.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { component, OWNER, request, saidOf } from '../fixtures/said.ts';
import { contextOf } from './lambda-context.ts';

/** The guests of a run. */
export const GUESTS = ['ada@example.com', 'bob@example.com', 'eve@example.com'] as const;

/** An event of a test, and its organizer. */
export type TestEvent = Readonly<{
  eventId: string;
  /** Records what the organizer says next. @throws when it makes no version */
  say(message: CalendarMessage): Promise<EventVersion>;
}>;

/** A run of one range. */
export type TestRun = Readonly<{
  runId: string;
  /** Gives the range to a worker. @param remainingMs until Lambda kills it */
  deliver(remainingMs?: number): Promise<Record<string, unknown>>;
}>;

/** What a run of a test may differ in. */
export type RunKnobs = Partial<
  Pick<Run, 'kind' | 'sequence' | 'state' | 'createdAt' | 'schedule'>
> &
  Readonly<{ guests?: readonly string[]; hasTurn?: boolean; ratePerSecond?: number }>;

let count = 0;
const nextName = (what: string): string => {
  count += 1;
  return `${what}${count}`;
};

/** An event that its organizer just made, in its first version. */
export async function newEvent(mac: Mac, first = request(component())): Promise<TestEvent> {
  const uid = `${nextName('uid-')}@example.org`;
  const eventId = eventIdOf(mac, OWNER, uid);
  const say = async (message: CalendarMessage): Promise<EventVersion> => {
    const mailId = nextName('mail-');
    const said = saidOf({ ...message, uid }, { eventId, mailId });
    const applied = await record(eventId, () => said, { name: mailId, now: new Date(), mac });
    if (applied.kind !== 'version') throw new Error(`no version: ${applied.kind}`);
    return applied.version;
  };
  await say(first);
  return { eventId, say };
}

/** Gives the turn of an event to a run, whoever had it. */
export async function giveTurn(eventId: string, runId: string): Promise<void> {
  await replaceTurn(eventId, await readTurn(eventId), { runId, draining: [], takenAt: Date.now() });
}

/** A run of one range, with a frozen audience and the turn of its event. */
export async function newRun(
  { objects }: Readonly<{ objects: Map<string, string> }>,
  mac: Mac,
  { eventId }: TestEvent,
  knobs: RunKnobs = {},
): Promise<TestRun> {
  const { guests = GUESTS, hasTurn = true, ratePerSecond = 500, ...more } = knobs;
  const runId = nextName('run');
  const createdAt = new Date().toISOString();
  const named = { runId, eventId, total: guests.length, ranges: 1 };
  await createRun({ ...named, kind: 'send', state: 'sending', createdAt, ...more });
  if (hasTurn) await giveTurn(eventId, runId);
  const rows = guests.map((address) => ({ guestKey: guestKeyOf(mac, address), address }));
  const audience = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  objects.set(`runs/${runId}/audience.jsonl`, audience);
  const range = { range: 0, start: 0, end: Buffer.byteLength(audience), count: guests.length };
  objects.set(`runs/${runId}/manifest-1.jsonl`, `${JSON.stringify(range)}\n`);
  const deliver = (remainingMs?: number) =>
    sendBatch(
      { runId, worker: 'child', ratePerSecond, range },
      contextOf('send-batch', remainingMs),
    );
  return { runId, deliver };
}

/** What was last sent to a guest. */
export async function lastOf(
  mac: Mac,
  { eventId }: TestEvent,
  address: string,
): Promise<SentRow | undefined> {
  const guestKey = guestKeyOf(mac, address);
  return (await readSendView(eventId, [guestKey], false)).guests.get(guestKey)?.last;
}
