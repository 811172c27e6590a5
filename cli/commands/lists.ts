import type { Command } from 'commander';
import type { List } from '../answers.ts';
import { CliError } from '../cli-error.ts';
import { printFile } from '../print-file.ts';
import { openSession, type Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Options = Readonly<{ refused?: string; delete?: string }>;

/** Adds `convoke lists EVENT`. */
export function addLists(program: Command, world: World): void {
  program
    .command('lists')
    .description('the lists of an event, what was refused of one, or take one away')
    .argument('[eventId]')
    .option('--refused <listId>', 'print every refused row of a list as CSV')
    .option('--delete <listId>', 'delete the rows of a list; counts and consent stay')
    .action(async (eventId: string | undefined, options: Options, command: Command) => {
      const session = await openSession(command, world);
      if (options.refused !== undefined) return printRefused(session, options.refused);
      if (options.delete !== undefined) {
        const list = await session.api.deleteList(options.delete);
        session.print(list, () => `list ${list.listId} is deleted\n`);
        return;
      }
      if (eventId === undefined) {
        throw new CliError('usage', 'Of which event?', 'Name one: convoke lists EVENT.');
      }
      const page = await session.api.listLists(eventId);
      session.print(page, () => showLists(page.items));
    });
}

async function printRefused({ api, world }: Session, listId: string): Promise<void> {
  const file = await api.exportRefused(listId);
  await printFile(world, file);
}

function showLists(lists: readonly List[]): string {
  if (lists.length === 0) return 'This event has no lists.\n';
  return formatTable(
    [
      { title: 'LIST' },
      { title: 'STATE' },
      { title: 'GUESTS', align: 'right' },
      { title: 'REFUSED', align: 'right' },
      { title: 'CONSENT', flexible: true },
    ],
    lists.map(({ listId, state, accepted, refused, consent }) => [
      ...[listId, state, String(accepted), String(refused)],
      consent?.source ?? '',
    ]),
  );
}
