import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';
import type { World } from './world.ts';

/**
 * The JSON value of a file, or of standard input for `-`.
 *
 * @param example JSON that its user may have meant to write
 * @throws CliError `no_file`, `bad_json`
 */
export async function readJsonFile(file: string, world: World, example: string): Promise<unknown> {
  const json = await readSource(file, world);
  try {
    return JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (cause) {
    const name = file === '-' ? 'Standard input' : file;
    const whatNow = `Write it like this: ${example}`;
    throw new CliError('bad_json', `${name} is not JSON.`, whatNow, { cause });
  }
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
