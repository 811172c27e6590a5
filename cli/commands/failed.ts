import type { Command } from 'commander';
import type { FailedGuest } from '../answers.ts';
import type { PageQuery } from '../api-client.ts';
import { printFile } from '../print-file.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Options = PageQuery & Readonly<{ csv?: true }>;

/** Adds `convoke failed RUN`. */
export function addFailed(program: Command, world: World): void {
  program
    .command('failed')
    .description('list to whom a run could not send, and why')
    .argument('<runId>')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .option('--csv', 'print all of them as CSV, which can be sent to as a list')
    .action(async (runId: string, { csv, ...query }: Options, command: Command) => {
      const session = await openSession(command, world);
      if (csv === true) {
        const file = await session.api.exportFailed(runId);
        await printFile(world, file);
        return;
      }
      const page = await session.api.listFailed(runId, query);
      session.print(page, () => showFailed(page.items, page.next));
    });
}

function showFailed(guests: readonly FailedGuest[], next: string | undefined): string {
  if (guests.length === 0) return 'Nobody: every mail of this run was sent or skipped.\n';
  const table = formatTable(
    [{ title: 'GUEST' }, { title: 'REASON' }, { title: 'WHAT IT MEANS', flexible: true }],
    guests.map(({ address, reason, detail }) => [address, reason, detail]),
  );
  return next === undefined ? table : `${table}More: --cursor ${next}\n`;
}
