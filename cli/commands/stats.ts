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
  const { accepted, tentative, declined, delegated, none } = stats.answers;
  const rows = [
    ['invited', String(stats.invited.total)],
    ...rowsOf('invited', stats.invited.byOrigin),
    ['delivered', String(stats.delivered)],
    ['bounced', String(stats.bounced)],
    ['accepted', String(accepted)],
    ['tentative', String(tentative)],
    ['declined', String(declined)],
    ...(delegated > 0 ? [['delegated', String(delegated)]] : []),
    ['no answer', String(none)],
    ...rowsOf('answered with', stats.byClient),
    ...answersOf('from', stats.byOrigin),
    ...answersOf('on', stats.byInstance),
  ];
  return formatTable(
    [
      { title: 'WHAT', flexible: true },
      { title: 'GUESTS', align: 'right' },
    ],
    rows,
  );
}

function answersOf(word: string, counts: Stats['byOrigin']): string[][] {
  return Object.entries(counts).map(([name, { accepted, tentative, declined }]) => [
    `yes/maybe/no ${word} ${name}`,
    `${accepted}/${tentative}/${declined}`,
  ]);
}

function rowsOf(label: string, counts: Readonly<Record<string, number>>): string[][] {
  return Object.entries(counts).map(([name, count]) => [`${label}: ${name}`, String(count)]);
}
