import { jest } from '@jest/globals';
import { streamObject } from '../../adapters/objects.ts';
import { forgetListeners } from '../../adapters/out/listeners.ts';
import { NO_FAULTS } from './faults.ts';
import { randomOf } from './random.ts';
import { type Ended, type Knobs, playScenario } from './scenario.ts';
import { openAccount } from './simulated-aws.ts';

const START = Date.UTC(2026, 11, 1, 10);

const pause = setTimeout;
/** For what waits for the machine and not for the clock: a configuration file that the SDK reads once. */
const realPause = (): Promise<void> => new Promise((done) => pause(done, 1));
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Plays a seed on a clock that jumps from timer to timer. @throws when everybody waits for somebody */
export async function play(seed: number, knobs: Knobs = {}): Promise<Ended> {
  jest.useFakeTimers({ now: START, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  // A warm function would know from the seed before who listens, and ask no more.
  forgetListeners();
  const chance = jest.spyOn(Math, 'random').mockImplementation(randomOf(seed).next);
  let ended: Ended | undefined;
  let failure: unknown;
  playScenario(seed, knobs).then(
    (value) => {
      ended = value;
    },
    (error: unknown) => {
      failure = error ?? new Error('nothing was said');
    },
  );
  for (let idle = 0; !ended && !failure; ) {
    await turn();
    idle = jest.getTimerCount() > 0 ? 0 : idle + 1;
    if (idle > 100) await realPause();
    if (idle > 1_000) throw new Error('everybody waits for somebody');
    if (idle === 0) jest.advanceTimersToNextTimer();
  }
  chance.mockRestore();
  jest.clearAllTimers();
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
