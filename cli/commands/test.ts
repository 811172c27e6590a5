import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

type Options = Readonly<{ to: readonly string[]; zone?: string }>;

/** Adds `convoke test EVENT --to ADDRESS…`. */
export function addTest(program: Command, world: World): void {
  program
    .command('test')
    .description('send an event to a few addresses, marked as a test and counted nowhere')
    .argument('<eventId>')
    .requiredOption('--to <addresses...>', 'up to 10 addresses')
    .option('--zone <zone>', 'time zone in which the mail tells times, such as Asia/Tokyo')
    .action(async (eventId: string, { to, zone }: Options, command: Command) => {
      const session = await openSession(command, world);
      const run = await session.api.testEvent(eventId, to, randomUUID(), zone);
      const refused = run.refused.map((address) => `not sent to ${address}: it wants no mails\n`);
      session.print(run, () => `${refused.join('')}${showRun(run)}`);
    });
}
