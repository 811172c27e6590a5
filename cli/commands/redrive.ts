import type { Command } from 'commander';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

/** Adds `convoke redrive RUN`. */
export function addRedrive(program: Command, world: World): void {
  program
    .command('redrive')
    .description('let a run that needs attention go on where it stopped; nobody is mailed twice')
    .argument('<runId>')
    .action(async (runId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const run = await session.api.redriveRun(runId);
      session.print(run, () => `${showRun(run)}See how it goes: convoke runs ${runId}\n`);
    });
}
