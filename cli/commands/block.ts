import type { Command } from 'commander';
import type { Organizer } from '../answers.ts';
import {
  blockEvent,
  judgeOrganizer,
  blockOrganizer as stopOrganizer,
  unblockEvent,
} from '../invite-calls.ts';
import { openSession, type Session } from '../session.ts';
import type { World } from '../world.ts';

const isAddress = (what: string): boolean => what.includes('@');

/** Adds `convoke block`, `unblock` and `trust`: what the domain owner says of an event or an organizer. */
export function addBlock(program: Command, world: World): void {
  program
    .command('block')
    .description(
      'stop an event, or an organizer with all events to come: cancelled for every guest',
    )
    .argument('<what>', 'id of an event, or address of an organizer')
    .requiredOption('--why <text>', 'for the record; the organizer sees it')
    .action(async (what: string, { why }: Readonly<{ why: string }>, command: Command) => {
      const session = await openSession(command, world);
      if (isAddress(what)) return blockOrganizer(session, what, why);
      const event = await blockEvent(session.api, what, why);
      session.print(
        event,
        () => `Stopped and cancelled: ${event.change.guests} guests hear of it.\n`,
      );
    });
  program
    .command('unblock')
    .description('let an organizer speak again; what was cancelled stays cancelled')
    .argument('<what>', 'id of an event, or address of an organizer')
    .action(async (what: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const answer = isAddress(what)
        ? await judgeOrganizer(session.api, what, 'unblock')
        : await unblockEvent(session.api, what);
      session.print(answer, () => 'Not stopped any more; what was cancelled stays cancelled.\n');
    });
  program
    .command('trust')
    .description('let a new organizer send without the limit of new ones')
    .argument('<address>')
    .action(async (address: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const answer = await judgeOrganizer(session.api, address, 'trust');
      session.print(answer, () => 'Trusted.\n');
    });
}

/** One call stops as many events as it has time for. */
async function blockOrganizer(session: Session, address: string, why: string): Promise<void> {
  let stopped = 0;
  let answer: Organizer;
  do {
    answer = await stopOrganizer(session.api, address, why);
    stopped += answer.stopped ?? 0;
  } while (answer.more === true);
  session.print({ ...answer, stopped }, () => `Stopped, with ${stopped} events to come.\n`);
}
