import type { Command } from 'commander';
import type { Changed } from '../answers.ts';
import { readJsonFile } from '../read-json-file.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showEvent } from './events.ts';

const EXAMPLE = '{"start":"2027-03-01T19:00:00","end":"2027-03-01T21:00:00"}';

type Options = Readonly<{ ifVersion?: string }>;

/** Adds `convoke change EVENT FILE`. */
export function addChange(program: Command, world: World): void {
  program
    .command('change')
    .description('change an event from a JSON file, or from standard input with -')
    .argument('<eventId>')
    .argument('<file>', 'JSON of what changes: title, start, end, timeZone, location, …')
    .option('--if-version <n>', 'only if this is the newest version')
    .addHelpText('after', `\nExample:\n  echo '${EXAMPLE}' |\n    convoke change EVENT -`)
    .action(async (eventId: string, file: string, options: Options, command: Command) => {
      const session = await openSession(command, world);
      const change = await readJsonFile(file, world, EXAMPLE);
      const event = await session.api.changeEvent(eventId, change, options.ifVersion);
      session.print(event, () => showEvent(event) + showReach(event));
    });
}

/** Who hears of a change, and when. */
export function showReach({ change: { diff, guests, holdSeconds } }: Changed): string {
  const words = diff.length === 0 ? '' : `Changed: ${diff.join('; ')}\n`;
  if (guests === 0) return `${words}Nobody is mailed.\n`;
  return `${words}${guests === 1 ? '1 guest hears' : `${guests} guests hear`} of it in ${holdSeconds} s.\n`;
}
