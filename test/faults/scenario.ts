import { bringChange } from '../../adapters/bring-change.ts';
import { createErasure } from '../../adapters/erasures.ts';
import { createList, type StoredList } from '../../adapters/list-store.ts';
import { record } from '../../adapters/record-message.ts';
import { pauseRun, resumeRun } from '../../adapters/run-control.ts';
import { createRun, type Run, readRun } from '../../adapters/run-store.ts';
import { keys } from '../../adapters/secrets.ts';
import { suppress } from '../../adapters/suppressions.ts';
import { startErase, startSend } from '../../adapters/workflows.ts';
import type { CalendarMessage } from '../../domain/calendar/snapshot.ts';
import type { EventVersion } from '../../domain/invite/event.ts';
import { eventIdOf, guestKeyOf } from '../../domain/invite/keys.ts';
import { OWNER, saidOf } from '../fixtures/said.ts';
import { tellOfEnd, tellOfMail } from './bus.ts';
import { openEngine } from './engine.ts';
import { type Plan, planOf } from './faults.ts';
import { insist } from './lambdas.ts';
import { type Operator, operatorOf } from './operator.ts';
import { organizerOf } from './organizer.ts';
import { type Random, randomOf } from './random.ts';
import { type Account, openAccount, sleep } from './simulated-aws.ts';

/** What a seed came to. */
export type Ended = Readonly<{
  account: Account;
  newest: EventVersion;
  runs: readonly Run[];
  /** Addresses of guests to whom the last mail failed, and is counted as such. */
  failed: ReadonlySet<string>;
  /** When each address was suppressed, epoch ms. */
  suppressedAt: ReadonlyMap<string, number>;
  /** Addresses that were to be forgotten. */
  erased: ReadonlySet<string>;
  /** What the organizer said, in order. */
  said: readonly string[];
  /** Failed executions that were let go on. */
  redriven: number;
  /** From the last fault, or the last that anybody did, until the last execution for a run had ended; ms. */
  settledMs: number;
  /** The same until all was quiet: an erasure that a run made begin anew passes over everything twice more. */
  quietMs: number;
}>;

/** What differs from a life of its own. */
export type Knobs = Readonly<{
  plan?: (random: Random, now: number) => Plan;
  /** Nobody looks after what failed; brief. */
  isAlone?: boolean;
  /** The event is sent once, to one list, and not changed. */
  isBrief?: boolean;
  /** Somebody leaves in any case. */
  isLeft?: boolean;
  /** Whoever leaves wants to be forgotten. */
  isForgotten?: boolean;
  /** Two runs of the first list are started at once. */
  isTwice?: boolean;
}>;

const GUESTS = Array.from({ length: 12 }, (_, index) => `guest${index}@example.com`);

/** Warm functions remember versions by event: each telling has an event of its own. */
let tellings = 0;

/** Plays a whole life of an event: it is sent to lists while its organizer changes it and its guests leave. */
export async function playScenario(seed: number, knobs: Knobs = {}): Promise<Ended> {
  const random = randomOf(seed);
  const pending = new Set<Promise<unknown>>();
  const failure = Promise.withResolvers<never>();
  const begin = (what: Promise<unknown>): void => {
    const noted = what.catch(failure.reject).finally(() => pending.delete(noted));
    pending.add(noted);
  };
  const account = openAccount(random, (knobs.plan ?? planOf)(random, Date.now()), {
    rate: random.pick([1, 4, 14]),
    onTaken: (mail) => begin(tellOfMail(account, mail)),
  });
  let runsAt = 0;
  const engine = openEngine(account, (event) => {
    if (!event.detail.executionArn.includes(':erase:')) runsAt = Date.now();
    begin(tellOfEnd(account, event));
  });
  account.engine = engine;
  process.env.HOLD_SECONDS = `${random.pick([0, 0, 5, 60])}`;
  tellings += 1;
  const operator = operatorOf(account, knobs.isAlone === true);
  const life = openLife(account, begin, knobs);
  try {
    const live = async () => {
      await life.play();
      const quietAt = await operator.untilQuiet(() => pending.size === 0);
      const { until } = account.plan;
      const since = Math.max(Date.now() < until ? 0 : until, life.lastAct());
      return { settledMs: Math.max(0, runsAt - since), quietMs: quietAt - since };
    };
    const took = await Promise.race([live(), failure.promise]);
    return { ...(await endOf(account, life, operator)), ...took };
  } finally {
    await engine.close();
  }
}

type Life = Readonly<{
  eventId: Promise<string>;
  said: readonly string[];
  erased: ReadonlySet<string>;
  /** When somebody did something last, epoch ms. */
  lastAct(): number;
  play(): Promise<void>;
}>;

/** The people of a life, and what they do. @param begin goes on beside the rest */
function openLife(
  account: Account,
  begin: (what: Promise<unknown>) => void,
  { isAlone, isBrief = isAlone, isLeft, isForgotten: wantsIt = false, isTwice }: Knobs,
): Life {
  const { random } = account;
  const uid = `uid-${tellings}@example.org`;
  const organizer = organizerOf(random, uid);
  const eventId = keys().then(({ mac }) => eventIdOf(mac, OWNER, uid));
  const runIds: string[] = [];
  let begun = 0;
  const erased = new Set<string>();
  let last = 0;
  const act = async <T>(run: () => Promise<T>): Promise<T> => {
    const value = await insist(account, run);
    last = Date.now();
    return value;
  };
  const say = async (message: CalendarMessage, mailId: string): Promise<void> => {
    const said = saidOf(message, {
      ...{ eventId: await eventId, mailId, arrivedAt: new Date().toISOString() },
    });
    // As the step `record-event` does it.
    await act(async () => {
      const { mac } = await keys();
      const applied = await record(said.eventId, () => said, {
        name: mailId,
        now: new Date(),
        mac,
      });
      if (applied.kind === 'version') await bringChange(applied.version);
    });
  };
  const start = async (run: Partial<Run>): Promise<void> => {
    const runId = `run-${tellings}-${begun}`;
    begun += 1;
    const createdAt = new Date().toISOString();
    const of = { runId, eventId: await eventId, createdAt };
    await act(async () => {
      await createRun({ kind: 'send', state: 'queued', ...of, ...run });
      await startSend(runId);
    });
    runIds.push(runId);
  };
  const send = async (guests: readonly string[]): Promise<void> => {
    const listId = `list-${tellings}-${begun}`;
    const wanted = guests.filter((address) => !erased.has(address));
    const lines = wanted.map((address) => `${JSON.stringify({ address })}\n`).join('');
    account.objects.set(`lists/${listId}/accepted.jsonl`, Buffer.from(lines));
    const list = { listId, eventId: await eventId, state: 'staged', createdAt: '', consent: '' };
    await act(() => createList(list as unknown as StoredList));
    await start({ listId });
  };
  const leave = async (): Promise<void> => {
    const address = random.pick(GUESTS as [string, ...string[]]);
    const isForgotten = random.chance(0.5) || wantsIt;
    if (isForgotten) erased.add(address);
    const { mac } = await keys();
    const guestKey = guestKeyOf(mac, address);
    const createdAt = new Date().toISOString();
    await act(() => suppress(guestKey, isForgotten ? 'erased' : 'unsubscribed', createdAt));
    if (!isForgotten) return;
    const erasureId = `erasure-${tellings}`;
    const none = { events: 0, lists: 0, runs: 0, mails: 0 };
    await act(() => createErasure({ erasureId, guestKey, state: 'running', createdAt, ...none }));
    await act(() => startErase(erasureId));
  };
  const pause = async (): Promise<void> => {
    const runId = random.pick(runIds as [string, ...string[]]);
    await act(async () => pauseRun(await runOf(runId), new Date()));
    await sleep(random.whole(0, 90_000));
    await act(async () => resumeRun(await runOf(runId)));
  };
  const later = async (run: () => Promise<void>): Promise<void> => {
    await sleep(random.whole(0, 60_000));
    await run();
  };
  return {
    ...{ eventId, said: organizer.said, erased, lastAct: () => last },
    async play() {
      await say(organizer.invite(), 'mail-0');
      await send(random.chance(0.6) ? GUESTS : GUESTS.slice(0, 8));
      if (isTwice) await start({ listId: `list-${tellings}-0` });
      if (isBrief) return;
      if (random.chance(0.3)) begin(later(() => send(GUESTS.slice(5))));
      if (random.chance(0.2)) begin(later(() => start({ kind: 'nudge' })));
      if (random.chance(0.2) || isLeft) begin(later(leave));
      if (random.chance(0.1)) begin(later(pause));
      const words = random.whole(1, 5);
      for (let word = 1; word <= words; word += 1) {
        await sleep(random.chance(0.5) ? random.whole(0, 2_000) : random.whole(0, 60_000));
        await say(organizer.change(), `mail-${word}`);
      }
    },
  };
}

async function runOf(runId: string): Promise<Run> {
  const run = await readRun(runId);
  if (!run) throw new Error(`there is no ${runId}`);
  return run;
}

async function endOf(
  account: Account,
  { eventId, said, erased }: Life,
  { redriven }: Operator,
): Promise<Omit<Ended, 'settledMs' | 'quietMs'>> {
  const { table, objects } = account;
  const items = table.items();
  const pk = `EVT#${await eventId}`;
  const versions = items.filter((item) => item.pk === pk && /^VER#/.test(`${item.sk}`));
  const newest = versions.sort((a, b) => Number(b.version) - Number(a.version))[0];
  const failed = items.filter(({ sk, state }) => /^OUT#/.test(`${sk}`) && state === 'failed');
  const { mac } = await keys();
  const left = GUESTS.map((address) => [
    address,
    account.suppressedAt.get(guestKeyOf(mac, address)),
  ]);
  return {
    ...{ account, said, erased, redriven: redriven() },
    runs: runsOf(account),
    suppressedAt: new Map(left.filter((each): each is [string, number] => each[1] !== undefined)),
    failed: new Set(failed.map(({ address }) => `${address}`)),
    newest: JSON.parse(objects.get(`${newest?.object}`)?.toString() ?? '') as EventVersion,
  };
}

/** Every run of an account. */
export const runsOf = ({ table }: Account): readonly Run[] =>
  table.items().filter(({ pk, sk }) => /^RUN#/.test(`${pk}`) && sk === 'META') as unknown as Run[];
