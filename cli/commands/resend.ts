import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { cleanName } from '../../domain/text/clean-name.ts';
import { CliError } from '../cli-error.ts';
import { openSession, type Session } from '../session.ts';
import type { World } from '../world.ts';
import { showRun } from './runs.ts';

/** Adds `convoke resend EVENT GUEST`. */
export function addResend(program: Command, world: World): void {
  program
    .command('resend')
    .description('send one guest the invitation again, at most once an hour')
    .argument('<eventId>')
    .argument('<guest>', 'address or key of the guest')
    .action(async (eventId: string, guest: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const guestKey = guest.includes('@') ? await findGuest(session, eventId, guest) : guest;
      const run = await session.api.resend(eventId, guestKey, randomUUID());
      session.print(run, () => `${showRun(run)}See how it goes: convoke runs ${run.runId}\n`);
    });
}

async function findGuest({ api }: Session, eventId: string, address: string): Promise<string> {
  const wanted = address.toLowerCase();
  let cursor: string | undefined;
  do {
    const query = { q: wanted, shared: 'no', ...(cursor !== undefined && { cursor }) };
    const page = await api.listGuests(eventId, query);
    const found = page.items.find((guest) => guest.address === wanted);
    if (found) return found.guestKey;
    cursor = page.next;
  } while (cursor !== undefined);
  const whatNow = `List them with «convoke guests ${eventId}».`;
  throw new CliError('not_found', `${cleanName(address, 80)} is no guest of it.`, whatNow);
}
