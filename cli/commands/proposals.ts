import type { Command } from 'commander';
import { cleanName } from '../../domain/text/clean-name.ts';
import type { Proposal } from '../answers.ts';
import type { PageQuery } from '../api-client.ts';
import { printFile } from '../print-file.ts';
import { exportProposals } from '../record-calls.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Options = PageQuery & Readonly<{ csv?: true }>;

/** Adds `convoke proposals EVENT`. */
export function addProposals(program: Command, world: World): void {
  program
    .command('proposals')
    .description('list the other times that guests propose for an event')
    .argument('<eventId>')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .option('--csv', 'print all of them as CSV')
    .action(async (eventId: string, { csv, ...query }: Options, command: Command) => {
      const session = await openSession(command, world);
      if (csv === true) return printFile(world, await exportProposals(session.api, eventId));
      const page = await session.api.listProposals(eventId, query);
      session.print(page, () => showProposals(page.items, page.next));
    });
}

/** Columns of what a guest wrote: one line under theirs. */
const WORDS = 76;

function showProposals(proposals: readonly Proposal[], next: string | undefined): string {
  const more = next === undefined ? [] : [`More: --cursor ${next}`];
  if (proposals.length === 0) return ['Nobody proposes another time.', ...more, ''].join('\n');
  const [head = '', ...lines] = formatTable(
    [{ title: 'GUEST', flexible: true }, { title: 'PROPOSES' }, { title: 'STATE' }],
    proposals.map((each) => [whose(each), wish(each), each.state]),
  ).split('\n');
  const rows = proposals.flatMap((each, i) => [lines[i] ?? '', ...words(each)]);
  return `${[head, ...rows, ...more].join('\n')}\n`;
}

const whose = ({ sharedKey, address, guestKey }: Proposal): string =>
  sharedKey === undefined ? (address ?? guestKey) : `passed on by ${address ?? guestKey}`;

function wish({ start, timeZone, instance }: Proposal): string {
  const when = start === undefined ? 'no time' : start.slice(0, 16).replace('T', ' ');
  const zone = timeZone ?? (start?.endsWith('Z') === true ? 'UTC' : '');
  const date = instance === undefined ? '' : ` for ${instance.slice(0, 10)}`;
  return `${when} ${zone}`.trim() + date;
}

function words({ location, comment }: Proposal): readonly string[] {
  const said = [location, comment].filter((text) => text !== undefined).join('; ');
  return said === '' ? [] : [`    ${cleanName(said, WORDS)}`];
}
