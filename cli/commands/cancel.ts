import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { openSession, type Session } from '../session.ts';
import type { World } from '../world.ts';
import { showReach } from './change.ts';
import { showEvent } from './events.ts';

type Options = Readonly<{ instance?: string; yes?: true }>;

/** Adds `convoke cancel EVENT`. */
export function addCancel(program: Command, world: World): void {
  program
    .command('cancel')
    .description('cancel an event, or one date of a series; every guest hears of it')
    .argument('<eventId>')
    .option('--instance <start>', 'only the date that was to start then, e.g. 2027-03-08T18:00:00')
    .option('--yes', 'do not ask')
    .action(async (eventId: string, { instance, yes }: Options, command: Command) => {
      const session = await openSession(command, world);
      if (yes !== true) await askFirst(session, eventId);
      const event = await session.api.cancelEvent(eventId, instance);
      session.print(event, () => showEvent(event) + showReach(event));
    });
}

/** Nothing takes a cancellation back: 50,000 calendars show it within minutes. */
async function askFirst({ api, world, json }: Session, eventId: string): Promise<void> {
  // With --json stderr is for the error alone, and a program types nothing.
  if (json) throw notConfirmed();
  const { invited } = await api.readStats(eventId);
  const guests = invited.total === 1 ? '1 guest' : `${invited.total} guests`;
  world.stderr.write(`This mails ${guests}. Cancel? Type yes: `);
  const lines = createInterface({ input: world.stdin });
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  });
  lines.close();
  if (/^(y|yes)$/i.test(answer.trim())) return;
  throw notConfirmed();
}

const notConfirmed = (): CliError =>
  new CliError('not_confirmed', 'Nothing was cancelled.', 'Type yes, or give --yes.');
