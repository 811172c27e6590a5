import { type Options, Presets, SingleBar } from 'cli-progress';
import type { World } from './world.ts';

/** A bar on stderr that shows how far a run is. */
export type Progress = Readonly<{ update(done: number, total: number): void; stop(): void }>;

/** Without a terminal a line every two seconds replaces the bar. */
const OPTIONS: Options = {
  format: '{bar} {percentage}% | {value} of {total} guests | {eta_formatted} left',
  barsize: 28,
  hideCursor: true,
  noTTYOutput: true,
  notTTYSchedule: 2_000,
};

/** A progress bar, or nothing where `isQuiet`: with --json stderr is for the error alone. */
export function startProgress(world: World, isQuiet: boolean): Progress {
  if (isQuiet) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({ ...OPTIONS, stream: world.stderr }, Presets.shades_classic);
  let isShown = false;
  return {
    update: (done, total) => {
      // Nothing to show before the audience is counted: 0 of 0 would be drawn as 100 %.
      if (total === 0) return;
      if (!isShown) bar.start(total, done);
      isShown = true;
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => {
      if (isShown) bar.stop();
    },
  };
}
