import type { Command } from 'commander';
import type { Stats } from '../answers.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

/** Adds `convoke stats EVENT`. */
export function addStats(program: Command, world: World): void {
  program
    .command('stats')
    .description('the numbers of one event: invited, delivered, answers, calendar clients')
    .argument('<eventId>')
    .action(async (eventId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const stats = await session.api.readStats(eventId);
      session.print(stats, () => showStats(stats));
    });
}

function showStats(stats: Stats): string {
  const { accepted, tentative, declined, none } = stats.answers;
  const rows = [
    ['invited', String(stats.invited.total)],
    ...rowsOf('invited', stats.invited.byOrigin),
    ['delivered', String(stats.delivered)],
    ['bounced', String(stats.bounced)],
    ['accepted', String(accepted)],
    ['tentative', String(tentative)],
    ['declined', String(declined)],
    ['no answer', String(none)],
    ...rowsOf('answered with', stats.byClient),
    ...Object.entries(stats.byInstance).map(([start, answers]) => [
      `yes/maybe/no on ${start}`,
      `${answers.accepted}/${answers.tentative}/${answers.declined}`,
    ]),
  ];
  return formatTable(
    [
      { title: 'WHAT', flexible: true },
      { title: 'GUESTS', align: 'right' },
    ],
    rows,
  );
}

function rowsOf(label: string, counts: Readonly<Record<string, number>>): string[][] {
  return Object.entries(counts).map(([name, count]) => [`${label}: ${name}`, String(count)]);
}
