import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { invite } from '../invite-calls.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  sent: 'The invitation is sent.',
  queued: 'The invitation goes out as soon as the event’s run lets it: convoke runs shows it.',
  held: 'The invitation waits for a decision: convoke asks shows it.',
  already_invited: 'They are invited already; nobody gets a second invitation.',
  suppressed: 'Nothing was sent: mail to this address bounced, or they complained.',
  unsubscribed: 'Nothing was sent: they unsubscribed.',
  erased: 'Nothing was sent: they asked to be forgotten.',
  rejected: 'Amazon SES refused the mail to this address.',
};

/** What a status of an invitation says to people. */
export const sentenceOf = (status: string): string => SENTENCES[status] ?? status;

/** Adds `convoke invite EVENT ADDRESS`. */
export function addInvite(program: Command, world: World): void {
  program
    .command('invite')
    .description('invite one address, now; once for each event and address, ever')
    .argument('<eventId>')
    .argument('<address>')
    .option('--name <name>', 'name of the guest')
    .action(
      async (
        eventId: string,
        address: string,
        { name }: Readonly<{ name?: string }>,
        command: Command,
      ) => {
        const session = await openSession(command, world);
        const guest = { address, ...(name !== undefined && { name }) };
        const answer = await invite(session.api, eventId, guest, randomUUID());
        session.print(answer, () => `${sentenceOf(answer.status)}\n`);
      },
    );
}
