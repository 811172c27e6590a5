import { AsyncLocalStorage } from 'node:async_hooks';
import type { SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import type { StepFunctions } from '../../local/engine/contract.ts';
import { type Dependency, type FaultKind, NO_FAULTS, type Plan } from './faults.ts';
import { type MemoryTable, memoryTable } from './memory-table.ts';
import type { Random } from './random.ts';

/** A Lambda that runs: when it dies, none of its calls is ever answered again. */
export type Process = { alive: boolean; die(): void };

/** A mail that SES took, and when; epoch ms. */
export type Taken = Readonly<{ mail: SendEmailCommandInput; at: number }>;

/** One AWS account of one seed. */
export type Account = Readonly<{
  random: Random;
  plan: Plan;
  table: MemoryTable;
  objects: Map<string, Buffer>;
  /** When the account was opened, epoch ms; a listing says that all objects are of then. */
  openedAt: number;
  /** Every mail that SES took, in order. */
  taken: Taken[];
  /** When a word of SES about each send was first written down, by its id; epoch ms. */
  heard: Map<string, number>;
  /** Processes that died, in words. */
  deaths: string[];
  /** Faults that happened so far. */
  injected: Record<FaultKind, number>;
  /** When each guest was suppressed first, by their key; epoch ms. */
  suppressedAt: Map<string, number>;
  /** Guests of each range of a run, by the run's id. */
  cuts: Map<string, readonly number[]>;
  /** Mails that kill whoever reads them. */
  poison: Set<string>;
  /** Calls of functions so far. */
  invocations: { count: number };
  /** Mails that SES did not take since it had paused the account. */
  refused: { count: number };
  /** Mails a second that the account may send. */
  rate: number;
  onTaken(mail: SendEmailCommandInput): void;
}> & {
  engine?: StepFunctions;
  /** Whether SES says of a mail that it comes too fast. */
  isTooFast?(): boolean;
};

const LEASE_MS = 30_000;
/** The SDK's own number of tries. */
const TRIES = 3;

const processes = new AsyncLocalStorage<Process>();
let account: Account | undefined;

/** Waits on the clock of the test. */
export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Runs something as a process of its own. */
export const within = <T>(process: Process, run: () => Promise<T>): Promise<T> =>
  processes.run(process, run);

/** Runs what goes on whatever becomes of the process that began it. */
export const outside = <T>(run: () => T): T => processes.exit(run);

/** An account in which nothing happened yet; all clients talk to it from now on. */
export function openAccount(
  random: Random,
  plan: Plan,
  more: Pick<Account, 'rate' | 'onTaken'>,
): Account {
  const suppressedAt = new Map<string, number>();
  const injected = { ...NO_FAULTS };
  const opened: Account = {
    ...{ random, plan, injected, suppressedAt, ...more },
    ...{ objects: new Map(), taken: [], deaths: [], cuts: new Map(), invocations: { count: 0 } },
    refused: { count: 0 },
    ...{ openedAt: Date.now(), heard: new Map(), poison: new Set() },
    table: memoryTable({
      isStale: () => random.chance(0.3),
      isPartial: () => happens(opened, 'partial'),
      onWrite({ pk, sk, guestKey }) {
        const isSuppression = String(pk).startsWith('SUP#') && String(sk).startsWith('E#');
        const who = String(guestKey);
        if (isSuppression && !suppressedAt.has(who)) suppressedAt.set(who, Date.now());
      },
    }),
  };
  account = opened;
  return opened;
}

/** The account of the moment. */
export function openedAccount(): Account {
  if (!account) throw new Error('no account is open');
  return account;
}

/** Whether a fault happens now; it is counted. */
export function happens({ random, plan, injected }: Account, kind: FaultKind): boolean {
  // Drawn in any case: a plan that ends sooner is the same story up to then.
  const isDrawn = random.chance(plan.faults[kind]);
  if (!isDrawn || Date.now() >= plan.until) return false;
  injected[kind] += 1;
  return true;
}

/** Whether something is broken at this moment. */
export const isBroken = ({ plan: { broken } }: Account, what: Dependency): boolean =>
  broken?.what === what && Date.now() >= broken.from && Date.now() < broken.to;

function isOut(opened: Account, service: Service): boolean {
  const { outage } = opened.plan;
  const now = Date.now();
  if (service === 'table' && outage && now >= outage.from && now < outage.to) return true;
  return service !== 'workflows' && isBroken(opened, service);
}

/** Ends whatever a dead process would do next; its warm memory may hold promises that others wait for. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/** What a client asks. */
export type Service = 'table' | 'objects' | 'ses' | 'workflows';

/** An error of AWS that the SDK asks again for. */
class Passing extends Error {
  readonly $metadata: Readonly<{ httpStatusCode: number }>;
  constructor(name: string, httpStatusCode: number) {
    super(name);
    this.name = name;
    this.$metadata = { httpStatusCode };
  }
}

function passingOf(opened: Account, service: Service): Passing | undefined {
  if (isOut(opened, service)) return new Passing('InternalServerError', 500);
  switch (service) {
    case 'table':
      if (happens(opened, 'throttle')) {
        return new Passing('ProvisionedThroughputExceededException', 400);
      }
      return happens(opened, 'tableError') ? new Passing('InternalServerError', 500) : undefined;
    case 'objects':
      return happens(opened, 'objectError') ? new Passing('SlowDown', 503) : undefined;
    case 'workflows':
      return happens(opened, 'workflowError') ? new Passing('InternalFailure', 500) : undefined;
    case 'ses':
      return undefined;
    default:
      return service satisfies never;
  }
}

/** How a call is made. */
export type Manner = Readonly<{ service: Service; ms: number; canStall?: boolean; tries?: number }>;

/**
 * One call of an SDK client, with the tries that the SDK makes by itself: each takes its time, is done as a whole, and
 * its answer takes its time too. A process may die on the way there, or on the way back.
 */
export async function call<T>(
  effect: (opened: Account) => T | Promise<T>,
  manner: Manner,
): Promise<T> {
  const opened = openedAccount();
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(opened, effect, manner);
    } catch (error) {
      if (!(error instanceof Passing) || tries >= (manner.tries ?? TRIES)) throw error;
      await sleep(opened.random.whole(10, 50 * 2 ** tries));
    }
  }
}

async function attempt<T>(
  opened: Account,
  effect: (opened: Account) => T | Promise<T>,
  { service, ms, canStall = true }: Manner,
): Promise<T> {
  const { random } = opened;
  const process = processes.getStore();
  const isDead = () => process !== undefined && !process.alive;
  const stall = canStall && happens(opened, 'stall') ? LEASE_MS * (0.8 + random.next()) : 0;
  await sleep(ms + stall);
  // What belongs to a seed that is over, or to a process that died, gets no answer.
  if (opened !== account || isDead()) throw new Dead();
  const dies = process !== undefined && happens(opened, 'death');
  if (dies && random.chance(0.5)) {
    process.die();
    throw new Dead();
  }
  const passing = passingOf(opened, service);
  if (passing) throw passing;
  const result = await effect(opened);
  if (dies) {
    process.die();
    throw new Dead();
  }
  if (service === 'table' && happens(opened, 'tableLost')) throw new Passing('TimeoutError', 408);
  if (random.chance(0.3)) await sleep(random.whole(1, 50));
  if (isDead()) throw new Dead();
  return result;
}
