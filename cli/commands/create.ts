import type { Command } from 'commander';
import { readJsonFile } from '../read-json-file.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showEvent } from './events.ts';

const EXAMPLE =
  '{"title":"Demo day","start":"2027-03-01T18:00:00","end":"2027-03-01T20:00:00","timeZone":"Europe/Berlin"}';

/** Adds `convoke create FILE`. */
export function addCreate(program: Command, world: World): void {
  program
    .command('create')
    .description('create an event from a JSON file, or from standard input with -')
    .argument('<file>', 'JSON: title, start, end, timeZone, location, description, organizer')
    .addHelpText('after', `\nExample:\n  echo '${EXAMPLE}' | convoke create -`)
    .action(async (file: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const event = await session.api.createEvent(await readJsonFile(file, world, EXAMPLE));
      session.print(event, () => showEvent(event));
    });
}
