import type { Command } from 'commander';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

type Wish = Readonly<{ name: 'pause' | 'resume' | 'stop'; description: string }>;

function addWish(program: Command, world: World, { name, description }: Wish): void {
  program
    .command(name)
    .description(description)
    .argument('<runId>')
    .action(async (runId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const run = await session.api.controlRun(runId, name);
      session.print(run, () => showRun(run));
    });
}

/** Adds `convoke pause RUN`. */
export function addPause(program: Command, world: World): void {
  addWish(program, world, { name: 'pause', description: 'pause a run until it is resumed' });
}

/** Adds `convoke resume RUN`. */
export function addResume(program: Command, world: World): void {
  addWish(program, world, { name: 'resume', description: 'let a paused run go on' });
}

/** Adds `convoke stop RUN`. */
export function addStop(program: Command, world: World): void {
  const description = 'stop a run for good; whoever was not reached is skipped';
  addWish(program, world, { name: 'stop', description });
}
