import type { Command } from 'commander';
import { AT_HELP, readTime } from '../send-time.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

type Options = Readonly<{ at: string; zone?: string }>;

/** Adds `convoke reschedule RUN --at TIME --zone ZONE`. */
export function addReschedule(program: Command, world: World): void {
  program
    .command('reschedule')
    .description('give a run that waits for its time another one')
    .argument('<runId>')
    .requiredOption('--at <time>', `when: ${AT_HELP}`)
    .option('--zone <zone>', 'time zone of --at, such as Europe/Berlin')
    .action(async (runId: string, { at, zone }: Options, command: Command) => {
      const time = readTime(at, zone);
      const session = await openSession(command, world);
      const run = await session.api.rescheduleRun(runId, time);
      session.print(run, () => showRun(run));
    });
}

/** Adds `convoke unschedule RUN`. */
export function addUnschedule(program: Command, world: World): void {
  program
    .command('unschedule')
    .description('take a run that waits for its time back; nobody is mailed')
    .argument('<runId>')
    .action(async (runId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const run = await session.api.unscheduleRun(runId);
      session.print(run, () => showRun(run));
    });
}
