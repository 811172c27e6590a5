import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { Erasure } from '../answers.ts';
import { CliError } from '../cli-error.ts';
import { openSession } from '../session.ts';
import { formatFields } from '../table.ts';
import type { World } from '../world.ts';

/** Adds `convoke erase ADDRESS` and `convoke erasure ID`. */
export function addErase(program: Command, world: World): void {
  program
    .command('erase')
    .description('forget an address: no mail any more, and out of everything that is kept')
    .argument('<address>')
    .option('--yes', 'do it; nothing brings back what was erased')
    .action(async (address: string, options: { yes?: true }, command: Command) => {
      if (!options.yes) {
        const whatNow = 'Run it again with --yes; docs/operate.md says what stays.';
        throw new CliError('not_confirmed', 'This cannot be undone.', whatNow);
      }
      const session = await openSession(command, world);
      const erasure = await session.api.erase(address, randomUUID());
      const next = `See how it goes: convoke erasure ${erasure.erasureId}\n`;
      session.print(erasure, () => showErasure(erasure) + next);
    });
  program
    .command('erasure')
    .description('show how far an erasure is')
    .argument('<erasureId>')
    .action(async (erasureId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const erasure = await session.api.readErasure(erasureId);
      session.print(erasure, () => showErasure(erasure));
    });
}

const showErasure = (erasure: Erasure): string =>
  formatFields([
    ['erasure', erasure.erasureId],
    ['state', erasure.state],
    ['events', String(erasure.events)],
    ['lists', String(erasure.lists)],
    ['runs', String(erasure.runs)],
    ['mails', String(erasure.mails)],
    ['ended', erasure.endedAt ?? ''],
  ]);
