import { recordFacts } from '../../adapters/guest-ledger.ts';
import { record } from '../../adapters/record-message.ts';
import { createRun, type Run } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import type { CalendarMessage } from '../../domain/calendar/snapshot.ts';
import type { Applied } from '../../domain/invite/apply-message.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import { eventIdOf } from '../../domain/invite/keys.ts';
import { OWNER, saidOf } from '../fixtures/said.ts';
import { organizerOf } from './organizer.ts';
import { type Random, randomOf } from './random.ts';
import { type Account, type Faults, NO_FAULTS, openAccount, sleep } from './simulated-aws.ts';
import { playChange, playRun, playSend, step } from './workflows.ts';

/** What a seed came to. */
export type Ended = Readonly<{
  account: Account;
  newest: EventVersion;
  runs: readonly Run[];
  /** Addresses of guests to whom the last mail failed, and is counted as such. */
  failed: ReadonlySet<string>;
  /** What the organizer said, in order. */
  said: readonly string[];
}>;

const GUESTS = Array.from({ length: 12 }, (_, index) => `guest${index}@example.com`);

/** Half of all seeds see no fault but their own overtaking. */
const faultsOf = (random: Random): Faults =>
  random.chance(0.5)
    ? NO_FAULTS
    : { death: 0.006, stall: 0.004, lostAnswer: 0.04, lostRequest: 0.02, rejected: 0.01 };

/** SES says of a mail that it was delivered, mostly within seconds and sometimes after the silence. */
async function tellLater({ random }: Account, tags: Readonly<Record<string, string>>) {
  await sleep(random.chance(0.9) ? random.whole(500, 20_000) : random.whole(20_000, 100_000));
  const { evt: eventId = '', gst: guestKey = '', snd: sendId = '' } = tags;
  const at = new Date().toISOString();
  await recordFacts([{ eventId, guestKey, sendId, state: 'delivered', permanent: false, at }]);
}

/** Warm functions remember versions by event: each telling has an event of its own. */
let tellings = 0;

/** Plays a whole life of an event: it is sent to lists while its organizer changes it. */
export async function playScenario(seed: number): Promise<Ended> {
  const random = randomOf(seed);
  const work: Promise<unknown>[] = [];
  const failure = Promise.withResolvers<never>();
  const begin = (what: Promise<unknown>): void => {
    work.push(what.catch(failure.reject));
  };
  const account: Account = openAccount(random, faultsOf(random), {
    rate: 14,
    onTaken({ EmailTags = [] }) {
      const tags = Object.fromEntries(EmailTags.map(({ Name = '', Value = '' }) => [Name, Value]));
      if (tags.evt) begin(tellLater(account, tags));
    },
  });
  const { mac } = await keys();
  tellings += 1;
  const uid = `uid-${tellings}@example.org`;
  const eventId = eventIdOf(mac, OWNER, uid);
  const organizer = organizerOf(random, uid);
  const holdSeconds = random.pick([0, 0, 5, 60]);
  const started = new Set<string>();
  const say = async (message: CalendarMessage, mailId: string): Promise<Applied> => {
    const arrivedAt = new Date().toISOString();
    const said = saidOf(message, { eventId, mailId, arrivedAt });
    const applied = await step(account, () =>
      record(eventId, () => said, { name: mailId, now: new Date(), mac }),
    );
    if (applied.kind !== 'version' || applied.version.tells === 'nobody') return applied;
    const { sequence, tells } = applied.version;
    // An execution's name belongs to the change: a second start does nothing.
    if (started.has(`${tells}-${sequence}`)) return applied;
    started.add(`${tells}-${sequence}`);
    begin(playChange(account, { eventId, sequence }, holdSeconds));
    return applied;
  };
  const runIds: string[] = [];
  const start = async (run: Partial<Run>, guests?: readonly string[]) => {
    const runId = `run-${tellings}-${runIds.length}`;
    runIds.push(runId);
    const createdAt = new Date().toISOString();
    const listId = `list-${runId}`;
    await createRun({ runId, eventId, kind: 'send', state: 'queued', createdAt, ...run });
    if (!guests) return playRun(account, runId);
    const lines = guests.map((address) => `${JSON.stringify({ address })}\n`).join('');
    account.objects.set(`lists/${listId}/accepted.jsonl`, Buffer.from(lines));
    return playSend(account, runId);
  };
  const list = (guests: readonly string[]) =>
    start({ listId: `list-run-${tellings}-${runIds.length}` }, guests);
  const live = async () => {
    await say(organizer.invite(), 'mail-0');
    begin(list(random.chance(0.6) ? GUESTS : GUESTS.slice(0, 8)));
    if (random.chance(0.3)) begin(later(random, () => list(GUESTS.slice(5))));
    if (random.chance(0.2)) begin(later(random, () => start({ kind: 'nudge' })));
    const words = random.whole(1, 5);
    for (let word = 1; word <= words; word += 1) {
      await sleep(random.chance(0.5) ? random.whole(0, 2_000) : random.whole(0, 60_000));
      await say(organizer.change(), `mail-${word}`);
    }
    for (let done = 0; done < work.length; done += 1) await work[done];
  };
  await Promise.race([live(), failure.promise, tooLong(account)]);
  return { account, said: organizer.said, ...endOf(account, eventId) };
}

/** Two lost mails a guest and 40 passes of every run take hours; a run that waits for nobody takes for ever. */
const tooLong = async ({ table }: Account): Promise<never> => {
  await sleep(24 * 3_600_000);
  const left = table.items().filter(({ pk }) => /^(RUN|TURN)#/.test(`${pk}`));
  throw new Error(`a day went by: ${left.map((item) => JSON.stringify(item)).join('\n')}`);
};

const later = async <T>(random: Random, run: () => Promise<T>): Promise<T> => {
  await sleep(random.whole(0, 60_000));
  return run();
};

function endOf(
  { table, objects }: Account,
  eventId: string,
): Pick<Ended, 'newest' | 'runs' | 'failed'> {
  const items = table.items();
  const versions = items.filter(({ pk, sk }) => pk === `EVT#${eventId}` && /^VER#/.test(`${sk}`));
  const newest = versions.sort((a, b) => Number(b.version) - Number(a.version))[0];
  const runs = items.filter(({ pk, sk }) => /^RUN#/.test(`${pk}`) && sk === 'META');
  const failed = items.filter(({ sk, state }) => /^OUT#/.test(`${sk}`) && state === 'failed');
  return {
    failed: new Set(failed.map(({ address }) => `${address}`)),
    newest: JSON.parse(objects.get(`${newest?.object}`)?.toString() ?? '') as EventVersion,
    runs: runs as unknown as Run[],
  };
}
