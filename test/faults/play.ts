import { jest } from '@jest/globals';
import { streamObject } from '../../adapters/objects.ts';
import { forgetListeners } from '../../adapters/out/listeners.ts';
import { NO_FAULTS } from './faults.ts';
import { randomOf } from './random.ts';
import { type Ended, type Knobs, playScenario } from './scenario.ts';
import { openAccount } from './simulated-aws.ts';

const START = Date.UTC(2026, 11, 1, 10);

const LAST_TURNS = 50;

/** Before a jump over so much whatever goes on without a timer has its turns: it would lose hours. */
const FAR_MS = 10_000;
const FAR_TURNS = 25;

/** Milliseconds to the next timer of Jest's clock, which tells it nowhere else. */
function nextTimerIn(): number {
  const { clock } = setTimeout as unknown as {
    clock: { now: number; timers?: Record<string, { callAt: number }> };
  };
  const timers = Object.values(clock.timers ?? {});
  return timers.reduce((least, { callAt }) => Math.min(least, callAt - clock.now), Infinity);
}

const pause = setTimeout;
/** For what waits for the machine and not for the clock: a configuration file that the SDK reads once. */
const realPause = (): Promise<void> => new Promise((done) => pause(done, 1));
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Plays a seed. @param patience as of the clock @throws when everybody waits for somebody */
export const play = (seed: number, knobs: Knobs = {}, patience?: number): Promise<Ended> =>
  onJumpingClock(seed, () => playScenario(seed, knobs), patience);

/**
 * Runs something on a clock that jumps from timer to timer.
 *
 * @param patience turns of the event loop before each jump: what reads a mail or lists a bucket
 *   takes some that are no timer's; a clock that jumps over them ends every time limit at once. By default one, and
 *   25 before a jump of more than ten seconds
 * @throws when everybody waits for somebody
 */
export async function onJumpingClock<T extends object>(
  seed: number,
  run: () => Promise<T>,
  patience?: number,
): Promise<T> {
  jest.useFakeTimers({ now: START, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  // A warm function would know from the seed before who listens, and ask no more.
  forgetListeners();
  const chance = jest.spyOn(Math, 'random').mockImplementation(randomOf(seed).next);
  let ended: T | undefined;
  let failure: unknown;
  run().then(
    (value) => {
      ended = value;
    },
    (error: unknown) => {
      failure = error ?? new Error('nothing was said');
    },
  );
  for (let idle = 0; !ended && !failure; ) {
    const wanted = patience ?? (nextTimerIn() > FAR_MS ? FAR_TURNS : 1);
    for (let turns = 0; turns < wanted; turns += 1) await turn();
    idle = jest.getTimerCount() > 0 ? 0 : idle + 1;
    if (idle > 100) await realPause();
    if (idle > 1_000) throw new Error('everybody waits for somebody');
    if (idle === 0) jest.advanceTimersToNextTimer();
  }
  chance.mockRestore();
  // A process that stood still when the life ended may be on its way to its next timer: behind this line that would
  // be one of the machine, which keeps Jest waiting for an hour.
  for (let turns = 0; turns < LAST_TURNS; turns += 1) {
    await turn();
    jest.clearAllTimers();
  }
  jest.useRealTimers();
  if (!ended) throw failure;
  return ended;
}

/** Lets the SDK read its configuration files, as at its first upload: no seed may depend on how long that takes. */
export async function warmUp(): Promise<void> {
  openAccount(randomOf(0), { faults: NO_FAULTS, until: 0 }, { rate: 14, onTaken: () => undefined });
  await streamObject(
    'data',
    'warm',
    (async function* () {
      yield 'up';
    })(),
  );
}
