import { type Command, InvalidArgumentError } from 'commander';
import type * as z from 'zod';
import type { PageQuery } from '../api-client.ts';
import {
  type ApiKey,
  createKey,
  listKeys,
  type NewApiKey,
  revokeKey,
  rotateKey,
} from '../key-calls.ts';
import { openSession } from '../session.ts';
import { formatFields, formatTable } from '../table.ts';
import type { World } from '../world.ts';

type Create = Readonly<{ scope: readonly string[]; name?: string; organizer?: string }>;

/** Adds `convoke keys`, and `create`, `rotate` and `revoke` below it. */
export function addKeys(program: Command, world: World): void {
  const keys = program.command('keys').description('list, make, replace and revoke API keys');
  keys
    .command('list', { isDefault: true })
    .description('list the keys, the newest first')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .action(async (options: PageQuery, command: Command) => {
      const { api, print } = await openSession(command, world);
      const page = await listKeys(api, options);
      print(page, () => showKeys(page.items, page.next));
    });
  keys
    .command('create')
    .description('make a key and print it; it is shown this once')
    .requiredOption('--scope <scopes...>', 'read, send, admin: what it is good for')
    .option('--organizer <address>', 'for whom it acts (default: as far as your own)')
    .option('--name <text>', 'what it is for')
    .action(async ({ scope, ...asked }: Create, command: Command) => {
      const { api, print } = await openSession(command, world);
      const made = await createKey(api, { scopes: scope, ...asked });
      print(made, () => showNew(made));
    });
  keys
    .command('rotate')
    .description('make a key like this one; both are good for a while')
    .argument('<keyId>')
    .option('--overlap <hours>', 'how long the old one is still good (default: 24)', hoursOf)
    .action(async (keyId: string, { overlap }: { overlap?: number }, command: Command) => {
      const { api, print } = await openSession(command, world);
      const made = await rotateKey(api, keyId, overlap);
      const { replaces } = made;
      print(made, () => `${showNew(made)}${replaces.keyId} is good until ${replaces.expiresAt}\n`);
    });
  keys
    .command('revoke')
    .description('end a key at once')
    .argument('<keyId>')
    .action(async (keyId: string, _options: unknown, command: Command) => {
      const { api, print } = await openSession(command, world);
      const key = await revokeKey(api, keyId);
      print(key, () => `${key.keyId} is no good any more.\n`);
    });
}

function hoursOf(text: string): number {
  const hours = Number(text);
  if (text.trim() !== '' && hours >= 0) return hours;
  throw new InvalidArgumentError('Give hours, as in --overlap 48.');
}

const showNew = ({ key, keyId, scopes, organizer }: z.output<typeof NewApiKey>): string =>
  formatFields([
    ['key', key],
    ['id', keyId],
    ['good for', scopes.join(', ')],
    ['acts for', organizer ?? 'the installation'],
  ]);

type Key = z.output<typeof ApiKey>;

/** Whether a key is good, and until when; by the API's own words, so that no clock of ours is asked. */
function stateOf({ revokedAt, expiresAt }: Key): string {
  if (revokedAt !== undefined) return `revoked ${revokedAt.slice(0, 10)}`;
  return expiresAt === undefined ? 'good' : `until ${expiresAt.slice(0, 16)}Z`;
}

function showKeys(items: readonly Key[], next: string | undefined): string {
  if (items.length === 0) return 'No keys. Make one: convoke keys create --scope send\n';
  const titles = ['KEY', 'GOOD FOR', 'ACTS FOR', 'USED', 'STATE'].map((title) => ({ title }));
  const table = formatTable(
    [...titles, { title: 'NAME', flexible: true }],
    items.map((key) => [
      ...[key.keyId, key.scopes.join(','), key.organizer ?? 'all', key.lastUsedOn ?? 'never'],
      ...[stateOf(key), key.name ?? ''],
    ]),
  );
  return `${table}${next === undefined ? '' : `More: --cursor ${next}\n`}`;
}
