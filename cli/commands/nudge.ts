import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

/** What sends to the guests of an event without a list. */
const SENDS = {
  nudge: 'send the invitation again to who did not answer, at most once in 24 hours',
  renew: 'bring the newest version to who holds an older one, at most once in ten minutes',
} as const;

/** Adds `convoke nudge EVENT` and `convoke renew EVENT`. */
export function addNudge(program: Command, world: World): void {
  for (const name of ['nudge', 'renew'] as const) {
    program
      .command(name)
      .description(SENDS[name])
      .argument('<eventId>')
      .action(async (eventId: string, _options: unknown, command: Command) => {
        const session = await openSession(command, world);
        const run = await session.api[name](eventId, randomUUID());
        session.print(run, () => `${showRun(run)}See how it goes: convoke runs ${run.runId}\n`);
      });
  }
}
