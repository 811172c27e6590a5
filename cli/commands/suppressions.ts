import type { Command } from 'commander';
import { openSession } from '../session.ts';
import { formatFields } from '../table.ts';
import type { World } from '../world.ts';

/** Adds `convoke suppressions ADDRESS`. */
export function addSuppressions(program: Command, world: World): void {
  program
    .command('suppressions')
    .description('say whether an address gets mail, and why not')
    .argument('<address>')
    .option('--block', 'send it nothing any more')
    .option('--lift', 'let it have mail again')
    .action(async (address: string, options: { block?: true; lift?: true }, command: Command) => {
      const session = await openSession(command, world);
      if (options.block) await session.api.suppress(address);
      const [found] = (await session.api.readSuppressions(address)).items;
      if (options.lift && found) await session.api.liftSuppression(found.guestKey);
      const items = options.lift
        ? (await session.api.readSuppressions(address)).items
        : found
          ? [found]
          : [];
      session.print({ items }, () => {
        const [one] = items;
        if (!one) return 'Mail goes to this address.\n';
        return formatFields([
          ['key', one.guestKey],
          [
            'everything',
            one.why === undefined ? 'is sent' : `stopped: ${one.why}, ${one.at ?? ''}`,
          ],
          ['organizers', String(one.organizers.length)],
          ['events', String(one.events.length)],
        ]);
      });
    });
}
