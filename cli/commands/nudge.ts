import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

/** Adds `convoke nudge EVENT`. */
export function addNudge(program: Command, world: World): void {
  program
    .command('nudge')
    .description('send the invitation again to who did not answer, at most once in 24 hours')
    .argument('<eventId>')
    .action(async (eventId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const run = await session.api.nudge(eventId, randomUUID());
      session.print(run, () => `${showRun(run)}See how it goes: convoke runs ${run.runId}\n`);
    });
}

/** Adds `convoke renew EVENT`. */
export function addRenew(program: Command, world: World): void {
  program
    .command('renew')
    .description('bring the newest version to who holds an older one, at most once in ten minutes')
    .argument('<eventId>')
    .action(async (eventId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const run = await session.api.renew(eventId, randomUUID());
      session.print(run, () => `${showRun(run)}See how it goes: convoke runs ${run.runId}\n`);
    });
}
