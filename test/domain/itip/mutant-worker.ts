import { parentPort, workerData } from 'node:worker_threads';
import { judgeMutant } from './judge-mutant.ts';
import { mutantSources, type SourceSet } from './mutant-sources.ts';

/** What the worker is to do; `current` holds the seed that it is at, for whoever waits for it. */
export type MutantWork = Readonly<{
  set: SourceSet;
  seed: number;
  count: number;
  current: Int32Array<SharedArrayBuffer>;
}>;

/** What the worker found: how often each decision was met, and every mutant that broke something. */
export type MutantReport = Readonly<{
  decisions: Readonly<Record<string, number>>;
  failures: readonly Readonly<{ seed: number; what: string }>[];
}>;

/** Of this thread's own processor time: a busy machine makes nothing slower. */
const MAX_CPU_MS = 2_000;
/** More tell nothing new. */
const MAX_FAILURES = 5;

async function work({ set, seed, count, current }: MutantWork): Promise<MutantReport> {
  const sources = await mutantSources(set);
  const decisions: Record<string, number> = {};
  const failures: { seed: number; what: string }[] = [];
  for (let at = seed; at < seed + count; at += 1) {
    Atomics.store(current, 0, at);
    const before = process.threadCpuUsage();
    try {
      const { mailbox, decision } = await judgeMutant(sources, at);
      decisions[`${mailbox}@ ${decision}`] = (decisions[`${mailbox}@ ${decision}`] ?? 0) + 1;
    } catch (error) {
      failures.push({ seed: at, what: error instanceof Error ? `${error.stack}` : String(error) });
    }
    const { user, system } = process.threadCpuUsage(before);
    const ms = (user + system) / 1_000;
    if (ms > MAX_CPU_MS) failures.push({ seed: at, what: `it took ${ms} ms of processor time` });
    if (failures.length >= MAX_FAILURES) break;
  }
  return { decisions, failures };
}

parentPort?.postMessage(await work(workerData as MutantWork));
