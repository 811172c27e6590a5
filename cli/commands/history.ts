import type { Command } from 'commander';
import { cleanName } from '../../domain/text/clean-name.ts';
import type { Version } from '../answers.ts';
import type { PageQuery } from '../api-client.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

const WIDTH = 80;
const INDENT = '         ';

/** Adds `convoke history EVENT`. */
export function addHistory(program: Command, world: World): void {
  program
    .command('history')
    .description('what happened to an event: every version, the newest first')
    .argument('<eventId>')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .action(async (eventId: string, options: PageQuery, command: Command) => {
      const session = await openSession(command, world);
      const page = await session.api.listVersions(eventId, options);
      session.print(page, () => showVersions(page.items, page.next));
    });
}

function showVersions(versions: readonly Version[], next: string | undefined): string {
  const [head = '', ...lines] = formatTable(
    [{ title: 'VERSION' }, { title: 'AT' }, { title: 'WHAT' }, { title: 'BY', flexible: true }],
    versions.map(({ version, at, kind, by }) => [
      String(version),
      at.slice(0, 16).replace('T', ' '),
      kind,
      `${by.address} (${by.evidence})`,
    ]),
  ).split('\n');
  const told = versions.map(({ diff }, i) => [lines[i] ?? '', ...diff.flatMap(wrap)].join('\n'));
  const more = next === undefined ? [] : [`More: --cursor ${next}`];
  return `${[head, ...told, ...more].join('\n')}\n`;
}

/** Lines of at most 80 columns, broken between words. */
function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of cleanName(text, 2_000).split(' ')) {
    const line = lines.at(-1);
    const fits = line !== undefined && line.length + 1 + word.length <= WIDTH;
    if (fits) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${INDENT}${lines.length === 0 ? '' : '  '}${word}`);
  }
  return lines;
}
