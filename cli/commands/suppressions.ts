import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { openSession } from '../session.ts';
import { formatFields } from '../table.ts';
import type { World } from '../world.ts';

type Options = Readonly<{ block?: true; lift?: true }>;

/** Adds `convoke suppressions ADDRESS`. */
export function addSuppressions(program: Command, world: World): void {
  program
    .command('suppressions')
    .description('say whether an address gets mail, and why not')
    .argument('<address>')
    .option('--block', 'send it nothing any more')
    .option('--lift', 'let it have mail again')
    .action(async (address: string, { block, lift }: Options, command: Command) => {
      if (block && lift) {
        const whatNow = 'Give --block or --lift, one at a time.';
        throw new CliError('usage', 'Mail cannot be stopped and let through at once.', whatNow);
      }
      const { api, print } = await openSession(command, world);
      if (block) await api.suppress(address);
      let { items } = await api.readSuppressions(address);
      if (lift && items[0]) {
        await api.liftSuppression(items[0].guestKey);
        ({ items } = await api.readSuppressions(address));
      }
      print({ items }, () => {
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
