import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
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
      const event = await session.api.createEvent(parseEvent(await readSource(file, world), file));
      session.print(event, () => showEvent(event));
    });
}

async function readSource(file: string, world: World): Promise<string> {
  if (file === '-') return text(world.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const whatNow = 'Name a file that is there, or - for standard input.';
    throw new CliError('no_file', `${file} cannot be read.`, whatNow, { cause });
  }
}

function parseEvent(json: string, file: string): unknown {
  try {
    return JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (cause) {
    const name = file === '-' ? 'Standard input' : file;
    throw new CliError('bad_json', `${name} is not JSON.`, `Write it like this: ${EXAMPLE}`, {
      cause,
    });
  }
}
