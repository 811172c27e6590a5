import type { EventRecord } from '../domain/invite/event.ts';
import { guestKeyOf, listIdOf, testEventIdOf } from '../domain/invite/keys.ts';
import { testCopy } from '../domain/invite/test-event.ts';
import { EMPTY_PREVIEW } from '../domain/list/preview.ts';
import { addVersion, readEvent, readVersion } from './event-store.ts';
import { type SentRow, sentKey, settleSends } from './guest-ledger.ts';
import { startListRun } from './list-runs.ts';
import { acceptedRows, createList } from './list-store.ts';
import { writeObject } from './objects.ts';
import { takeTurn } from './once.ts';
import { EventBusy } from './record-message.ts';
import type { Run } from './run-store.ts';
import { keys } from './secrets.ts';
import { suppressionKey } from './suppressions.ts';
import { getAll } from './table.ts';

/** Somebody who gets a test. */
export type TestGuest = Readonly<{ address: string; name?: string; zone?: string }>;

/** What became of the wish for a test; `refused`: addresses that bounced, complained, unsubscribed or were erased. */
export type TestStart =
  | Readonly<{ kind: 'started'; run: Run; refused: readonly string[] }>
  | Readonly<{ kind: 'nobody' | 'too_many' }>;

/** Tests of one event in 24 hours: more is no test. */
const TESTS_A_DAY = 20;
const DAY_SECONDS = 86_400;

const CONSENT = { source: 'Addresses of a test, named by whoever asked for it' };

/**
 * Sends the newest version of an event to a few addresses as a test: to a copy of the event, through the workflow that
 * sends everything, so that what a guest would get is what arrives.
 */
export async function startTest(
  event: EventRecord,
  guests: readonly TestGuest[],
  runId: string,
  now: Date,
): Promise<TestStart> {
  const { mac } = await keys();
  const keyed = guests.map((guest) => ({ ...guest, guestKey: guestKeyOf(mac, guest.address) }));
  const barred = await barredOf(keyed.map(({ guestKey }) => guestKey));
  const allowed = keyed.filter(({ guestKey }) => !barred.has(guestKey));
  if (allowed.length === 0) return { kind: 'nobody' };
  if (!(await mayTest(event.eventId, now))) return { kind: 'too_many' };
  const eventId = await recordCopy(event, now);
  await forgetSends(
    eventId,
    allowed.map(({ guestKey }) => guestKey),
  );
  const createdAt = now.toISOString();
  const count = allowed.length;
  const preview = { ...EMPTY_PREVIEW, rows: count, accepted: count };
  const named = { listId: listIdOf(mac, `test\n${runId}`), eventId, fileName: 'test', createdAt };
  const list = { ...named, consent: CONSENT, state: 'staged', preview } as const;
  const lines = allowed.map(({ guestKey: _, ...guest }) =>
    JSON.stringify({ ...guest, origin: 'test' }),
  );
  await writeObject('data', acceptedRows(list.listId), `${lines.join('\n')}\n`);
  await createList(list);
  const run = await startListRun(list, { runId, createdAt, testOf: event.eventId });
  if (!run) return { kind: 'nobody' };
  const refused = keyed.filter(({ guestKey }) => barred.has(guestKey));
  return { kind: 'started', run, refused: refused.map(({ address }) => address) };
}

async function barredOf(guestKeys: readonly string[]): Promise<ReadonlySet<string>> {
  const items = await getAll(guestKeys.map(suppressionKey));
  return new Set(items.map(({ guestKey }) => String(guestKey)));
}

async function mayTest(eventId: string, now: Date): Promise<boolean> {
  for (let test = 1; test <= TESTS_A_DAY; test += 1) {
    if (await takeTurn(`test#${eventId}#${test}`, now.getTime(), DAY_SECONDS)) return true;
  }
  return false;
}

/** Records the copy anew, under a higher SEQUENCE than that of the test before. Listed nowhere. */
async function recordCopy({ eventId, version }: EventRecord, now: Date): Promise<string> {
  const { mac } = await keys();
  const copyId = testEventIdOf(mac, eventId);
  const [newest, before] = await Promise.all([readVersion(eventId, version), readEvent(copyId)]);
  const at = now.toISOString();
  const copy = testCopy(newest, {
    ...{ eventId: copyId, at, createdAt: before?.createdAt ?? at },
    version: (before?.version ?? 0) + 1,
    sequence: (before?.sequence ?? -1) + 1,
  });
  if (!(await addVersion(copy, `test-${now.getTime()}`, false))) throw new EventBusy();
  return copyId;
}

/**
 * A guest of an earlier test gets the next one as a first invitation and not as a change: what their row says is taken back
 * to «refused». The UID stays and SEQUENCE rises, so their calendar shows one entry.
 */
async function forgetSends(eventId: string, guestKeys: readonly string[]): Promise<void> {
  const items = await getAll(guestKeys.map((guestKey) => sentKey(eventId, guestKey)));
  const rows = items as readonly unknown[] as readonly SentRow[];
  await settleSends(
    eventId,
    rows.map(({ held: _, mayHold: __, ...row }) => ({
      ...row,
      ...{ state: 'failed', reason: 'rejected', part: 0 },
    })),
  );
}
