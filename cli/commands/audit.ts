import { type Command, Option } from 'commander';
import { ACT_KINDS } from '../../domain/access/act.ts';
import { printFile } from '../print-file.ts';
import type { Act } from '../record-answers.ts';
import { type ActQuery, exportActs, listActs } from '../record-calls.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Options = ActQuery & Readonly<{ csv?: true }>;

/** Adds `convoke audit`. */
export function addAudit(program: Command, world: World): void {
  program
    .command('audit')
    .description('list who did what in the last 400 days, the newest first')
    .addOption(new Option('--kind <kind>', 'what it was about').choices(ACT_KINDS))
    .option('--by <who>', 'who did it: an address, or the id of a key')
    .option('--about <address>', 'whom it was about')
    .option('--from <instant>', 'the first that is asked for: 2026-11-26T00:00:00Z')
    .option('--to <instant>', 'the first that is not')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .option('--csv', 'print all of them as CSV')
    .action(async ({ csv, ...query }: Options, command: Command) => {
      const { api, print } = await openSession(command, world);
      if (csv === true) {
        const { limit: _limit, cursor: _cursor, ...filter } = query;
        return printFile(world, await exportActs(api, filter));
      }
      const page = await listActs(api, query);
      print(page, () => showActs(page.items, page.next));
    });
}

function showActs(acts: readonly Act[], next: string | undefined): string {
  const more = next === undefined ? '' : `More: --cursor ${next}\n`;
  if (acts.length === 0) return `Nothing of that kind was done.\n${more}`;
  const table = formatTable(
    [{ title: 'WHEN' }, { title: 'WHO', flexible: true }, { title: 'DID' }, { title: 'ABOUT' }],
    acts.map((act) => [`${act.at.slice(0, 19)}Z`, whoDid(act), act.act, aboutOf(act)]),
  );
  return table + more;
}

const whoDid = ({ actor }: Act): string =>
  actor.address ?? actor.keyName ?? (actor.keyId === undefined ? 'erased' : `key ${actor.keyId}`);

/** The organizer, or the first id: all of them are in --json. */
const aboutOf = ({ about, ids }: Act): string => about ?? Object.values(ids)[0] ?? '';
