import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { corpusMails } from '../../fixtures/corpus.ts';
import { mutate, randomOf } from '../../fixtures/mutate.ts';
import type { SourceSet } from './mutant-sources.ts';
import type { MutantReport, MutantWork } from './mutant-worker.ts';

/** CONVOKE_MUTANTS: any number; CONVOKE_MUTANT_SEED: the first seed, each mutant has the next one. */
const COUNT = Number(process.env.CONVOKE_MUTANTS ?? 2_000);
const SEED = Number(process.env.CONVOKE_MUTANT_SEED ?? 1);

/** A mutant takes 2 ms; one that is at it for so long will never be done. */
const HANGS_AFTER_MS = 60_000;

const howToReplay = (seed: number): string =>
  `replay: CONVOKE_MUTANTS=1 CONVOKE_MUTANT_SEED=${seed} npm test -- test/domain/itip/mutants`;

/** Judges mutants in a thread of its own, which can be stopped when it hangs. */
function judgeAll(set: SourceSet): Promise<MutantReport> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const work: MutantWork = { set, seed: SEED, count: COUNT, current };
  const worker = new Worker(new URL('./mutant-worker.ts', import.meta.url), { workerData: work });
  const done = Promise.withResolvers<MutantReport>();
  let last = { seed: -1, since: performance.now() };
  const watch = setInterval(() => {
    const seed = Atomics.load(current, 0);
    if (seed !== last.seed) last = { seed, since: performance.now() };
    else if (performance.now() - last.since > HANGS_AFTER_MS) {
      done.reject(new Error(`a mutant hangs; ${howToReplay(seed)}`));
    }
  }, 1_000);
  worker.once('message', done.resolve);
  worker.once('error', done.reject);
  return done.promise.finally(() => {
    clearInterval(watch);
    return worker.terminate();
  });
}

const SETS = ['own', 'corpus'] as const;

test.each(SETS)(
  'every mutant of the %s mails and calendars gets a known outcome: no crash, no 2 s, no mail to a stranger',
  async (set) => {
    if (set === 'corpus' && corpusMails() === undefined) return;
    const { decisions, failures } = await judgeAll(set);
    expect(failures.map(({ seed, what }) => `${what}\n${howToReplay(seed)}`)).toEqual([]);
    const judged = Object.values(decisions).reduce((sum, count) => sum + count, 0);
    expect(judged).toBe(COUNT);
    if (COUNT < 1_000) return;
    // The mutants are near enough to sound mail: some of them still do what mail is sent for.
    expect(Object.keys(decisions)).toEqual(
      expect.arrayContaining(['calendar@ ACCEPT accepted', 'invites@ ACCEPT answered']),
    );
    expect(Object.keys(decisions).length).toBeGreaterThan(20);
  },
  Math.max(120_000, COUNT * 50),
);

test('the same seed makes the same mutant, and hardly ever the sound one', () => {
  const text = 'BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nEND:VEVENT\r\n';
  const mutants = Array.from({ length: 200 }, (_, seed) => mutate(text, text, randomOf(seed)));
  const again = mutants.map((_, seed) => mutate(text, text, randomOf(seed)));
  expect(again).toEqual(mutants);
  expect(new Set(mutants).size).toBeGreaterThan(150);
  expect(mutants.filter((mutant) => mutant === text).length).toBeLessThan(20);
});
