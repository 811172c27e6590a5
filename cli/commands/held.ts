import type { Command } from 'commander';
import type { InboundMail } from '../answers.ts';
import type { PageQuery } from '../api-client.ts';
import { openSession } from '../session.ts';
import { formatFields, formatTable } from '../table.ts';
import type { World } from '../world.ts';

/** Adds `convoke held [mailId]`, `convoke accept MAIL` and `convoke refuse MAIL`. */
export function addHeld(program: Command, world: World): void {
  program
    .command('held')
    .description('list the mails that wait for your decision, or show one')
    .argument('[mailId]', 'show this mail')
    .option('--limit <n>', 'how many to look at, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .action(async (mailId: string | undefined, options: PageQuery, command: Command) => {
      const session = await openSession(command, world);
      if (mailId !== undefined) {
        const mail = await session.api.readInbound(mailId);
        session.print(mail, () => showMail(mail));
        return;
      }
      const page = await session.api.listInbound({ ...options, outcome: 'HOLD' });
      const items = page.items.filter(({ decidable }) => decidable);
      session.print({ ...page, items }, () => showHeld(items, page.next));
    });
  addDecision(program, world, 'accept', 'let a held mail through: it is read again, as if proven');
  addDecision(program, world, 'refuse', 'leave a held mail where it is, for good');
}

function addDecision(
  program: Command,
  world: World,
  decision: 'accept' | 'refuse',
  description: string,
): void {
  program
    .command(decision)
    .description(description)
    .argument('<mailId>')
    .action(async (mailId: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const mail = await session.api.decideMail(mailId, decision);
      const next = decision === 'accept' ? `See what became of it: convoke held ${mailId}\n` : '';
      session.print(mail, () => showMail(mail) + next);
    });
}

function showMail(mail: InboundMail): string {
  const { answer } = mail;
  return formatFields([
    ['mail', mail.mailId],
    ['to', mail.mailbox],
    ['received', mail.receivedAt],
    ['outcome', [mail.outcome ?? 'at work', mail.reason ?? ''].join(' ').trim()],
    ['why', mail.sentence ?? ''],
    ['what now', mail.todo ?? ''],
    ['organizer', mail.organizer?.address ?? ''],
    ['answer', answer === undefined ? '' : `${answer.answers.join(', ')} by ${answer.address}`],
    ['decided', mail.refusedAt ?? mail.approvedAt ?? mail.confirmedAt ?? ''],
  ]);
}

function showHeld(mails: readonly InboundMail[], next: string | undefined): string {
  const more = next === undefined ? '' : `More: --cursor ${next}\n`;
  if (mails.length === 0) return `No mail waits ${more === '' ? '' : 'here '}for you.\n${more}`;
  const table = formatTable(
    [{ title: 'MAIL' }, { title: 'RECEIVED' }, { title: 'REASON', flexible: true }],
    mails.map(({ mailId, receivedAt, reason = '' }) => [
      mailId,
      receivedAt.slice(0, 16).replace('T', ' '),
      reason,
    ]),
  );
  return `${table}${more}Show one: convoke held MAIL. Then: convoke accept MAIL, or refuse.\n`;
}
