import type { Command } from 'commander';
import type { PageQuery } from '../api-client.ts';
import { printFile } from '../print-file.ts';
import type { Letter } from '../record-answers.ts';
import { exportLetters, listLetters } from '../record-calls.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Options = PageQuery & Readonly<{ csv?: true }>;

/** Adds `convoke letters EVENT`. */
export function addLetters(program: Command, world: World): void {
  program
    .command('letters')
    .description('list which guests wrote something else than an answer, and what became of it')
    .argument('<eventId>')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .option('--csv', 'print all of them as CSV')
    .action(async (eventId: string, { csv, ...query }: Options, command: Command) => {
      const { api, print } = await openSession(command, world);
      if (csv === true) return printFile(world, await exportLetters(api, eventId));
      const page = await listLetters(api, eventId, query);
      print(page, () => showLetters(page.items, page.next));
    });
}

/** What the states of the API mean. */
const STATES: Readonly<Record<string, string>> = {
  forwarded: 'sent on',
  held: 'held: ten a day',
  not_wanted: 'not wanted',
};

function showLetters(letters: readonly Letter[], next: string | undefined): string {
  const more = next === undefined ? '' : `More: --cursor ${next}\n`;
  if (letters.length === 0) return `No guest wrote a letter.\n${more}`;
  const table = formatTable(
    [
      { title: 'GUEST', flexible: true },
      { title: 'ARRIVED' },
      { title: 'PROVEN' },
      { title: 'BECAME' },
    ],
    letters.map(({ address, guestKey, arrivedAt, verified, state }) => [
      address ?? guestKey,
      arrivedAt,
      verified ? 'yes' : 'no',
      STATES[state] ?? state,
    ]),
  );
  return table + more;
}
