import { type Command, Option } from 'commander';
import { GUEST_STATES } from '../../domain/invite/guest-row.ts';
import type { Guest } from '../answers.ts';
import type { GuestQuery } from '../api-client.ts';
import { printFile } from '../print-file.ts';
import { openSession, type Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Options = GuestQuery & Readonly<{ csv?: true }>;

const YES_NO = ['yes', 'no'] as const;
const ANSWERS = ['accepted', 'tentative', 'declined', 'delegated'] as const;

/** Adds `convoke guests EVENT`. */
export function addGuests(program: Command, world: World): void {
  program
    .command('guests')
    .description('list the guests of an event: what they hold and what they answered')
    .argument('<eventId>')
    .addOption(new Option('--answered <yes|no>', 'who answered, or did not').choices(YES_NO))
    .addOption(new Option('--answer <answer>', 'who answered this').choices(ANSWERS))
    .addOption(
      new Option('--state <state>', 'whose last mail or version is so').choices(GUEST_STATES),
    )
    .addOption(new Option('--shared <yes|no>', 'whom a guest passed it on to').choices(YES_NO))
    .option('--q <text>', 'whose address begins with this')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .option('--csv', 'print all of them as CSV')
    .action(async (eventId: string, { csv, ...query }: Options, command: Command) => {
      const session = await openSession(command, world);
      if (csv === true) return printCsv(session, eventId, query);
      const page = await session.api.listGuests(eventId, query);
      session.print(page, () => showGuests(page.items, page.next));
    });
}

async function printCsv({ api, world }: Session, eventId: string, query: GuestQuery) {
  const file = await api.exportGuests(eventId, query);
  await printFile(world, file);
}

function showGuests(guests: readonly Guest[], next: string | undefined): string {
  const more = next === undefined ? '' : `More: --cursor ${next}\n`;
  if (guests.length === 0) return `Nobody ${next === undefined ? '' : 'here '}fits.\n${more}`;
  const table = formatTable(
    [
      { title: 'GUEST', flexible: true },
      { title: 'HOLDS' },
      { title: 'LAST MAIL' },
      { title: 'ANSWER' },
    ],
    guests.map((guest) => [nameOf(guest), holds(guest), guest.delivery ?? '', answered(guest)]),
  );
  return table + more;
}

const nameOf = ({ kind, address, guestKey }: Guest): string =>
  kind === 'guest' ? (address ?? '') : `passed on by ${guestKey}`;

function holds({ kind, version, isNewest }: Guest): string {
  if (kind === 'shared') return '';
  return version === undefined ? 'nothing' : `${version}${isNewest === false ? ', old' : ''}`;
}

const answered = ({ answer, mustReconfirm }: Guest): string =>
  answer === undefined ? '' : `${answer.answer}${mustReconfirm === true ? ', moved since' : ''}`;
