import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { acceptAsk, listAsks, refuseAsk } from '../invite-calls.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { sentenceOf } from './invite.ts';

type Options = Readonly<{ accept?: string; refuse?: string }>;

/** Adds `convoke asks EVENT`. */
export function addAsks(program: Command, world: World): void {
  program
    .command('asks')
    .description('who asked for an invitation and waits for a decision')
    .argument('<eventId>')
    .option('--accept <guestKey>', 'invite them')
    .option('--refuse <guestKey>', 'invite them not; they hear nothing')
    .action(async (eventId: string, { accept, refuse }: Options, command: Command) => {
      if (accept !== undefined && refuse !== undefined) {
        const whatNow = 'Give --accept or --refuse, one at a time.';
        throw new CliError('usage', 'Nobody can be accepted and refused at once.', whatNow);
      }
      const session = await openSession(command, world);
      if (accept !== undefined) {
        const answer = await acceptAsk(session.api, eventId, accept);
        return session.print(answer, () => `${sentenceOf(answer.status)}\n`);
      }
      if (refuse !== undefined) {
        const answer = await refuseAsk(session.api, eventId, refuse);
        return session.print(answer, () => 'Refused; they hear nothing.\n');
      }
      const page = await listAsks(session.api, eventId);
      session.print(page, () =>
        page.items.length === 0
          ? 'Nobody waits.\n'
          : page.items
              .map(
                ({ at, guestKey, address, origin }) =>
                  `${at}  ${guestKey}  ${address}  ${origin}\n`,
              )
              .join(''),
      );
    });
}
