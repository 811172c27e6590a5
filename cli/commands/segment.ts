import { type Command, Option } from 'commander';
import type { List } from '../answers.ts';
import { CliError } from '../cli-error.ts';
import { poll } from '../poll.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';

type Options = Readonly<{ from: readonly string[]; answer: readonly string[]; consent?: string }>;

const ANSWERS = ['accepted', 'tentative', 'declined', 'delegated', 'none'];

/** Adds `convoke segment EVENT --from EVENT... --answer ANSWER...`. */
export function addSegment(program: Command, world: World): void {
  program
    .command('segment')
    .description('make a list of the guests of earlier events, by what they answered')
    .argument('<eventId>', 'the event that the list is for')
    .requiredOption('--from <eventIds...>', 'whose guests')
    .addOption(
      new Option('--answer <answers...>', 'what they answered; none: they did not')
        .choices(ANSWERS)
        .makeOptionMandatory(),
    )
    .option('--consent <text>', 'how these people agreed to be invited, where you know better')
    .action(async (eventId: string, { from, answer, consent }: Options, command: Command) => {
      const session = await openSession(command, world);
      const said = consent === undefined ? {} : { consent: { source: consent } };
      const made = await session.api.createSegment(eventId, { from, answers: answer, ...said });
      const read = () => session.api.readList(made.listId);
      const list = await poll(session, read, ({ state }) => !OPEN.includes(state));
      checkRead(list);
      session.print(list, () => showSegment(list, eventId));
    });
}

const OPEN: readonly string[] = ['waiting', 'reading'];

function checkRead({ state, refused }: List): void {
  if (state === 'staged') return;
  if (state === 'refused') {
    const why = refused > 0 ? 'All of these guests get no mail.' : 'Nobody answered this.';
    const whatNow = 'See «convoke stats» of the earlier event for what its guests answered.';
    throw new CliError('nothing_to_send', why, whatNow);
  }
  const whatNow = 'See «convoke executions» for where it stopped, and make the list again.';
  throw new CliError('list_failed', 'The guests could not be read.', whatNow);
}

const showSegment = ({ listId, accepted, refused, duplicates }: List, eventId: string): string =>
  `list ${listId}: ${accepted} guests, ${refused} who get no mail, ${duplicates} who were guests twice\n` +
  `Send it: convoke send ${eventId} --staged ${listId}\n`;
