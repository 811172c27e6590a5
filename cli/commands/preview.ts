import type { Command } from 'commander';
import { openSession } from '../session.ts';
import { formatFields } from '../table.ts';
import type { World } from '../world.ts';

type Options = Readonly<{
  staged?: string;
  to?: string;
  zone?: string;
  raw?: true;
  html?: true;
}>;

/** Adds `convoke preview EVENT`. */
export function addPreview(program: Command, world: World): void {
  program
    .command('preview')
    .description('show exactly what a new guest of an event will get; sends nothing')
    .argument('<eventId>')
    .option('--staged <listId>', 'as the first guest of this list gets it')
    .option('--to <address>', 'as this guest gets it')
    .option('--zone <zone>', 'time zone of the guest, such as Asia/Tokyo')
    .option('--raw', 'print the mail as SES gets it')
    .option('--html', 'print its HTML')
    .action(async (eventId: string, options: Options, command: Command) => {
      const session = await openSession(command, world);
      const { staged: listId, to: address, zone: timeZone, raw, html } = options;
      const preview = await session.api.previewEvent(eventId, {
        ...(listId !== undefined && { listId }),
        ...(address !== undefined && { address }),
        ...(timeZone !== undefined && { timeZone }),
      });
      session.print(preview, () =>
        preview.mails
          .map((mail) => {
            if (raw === true) return mail.raw;
            if (html === true) return mail.html;
            const { from, to, subject } = mail;
            const head = formatFields(Object.entries({ from, to, subject }));
            return `${head}\n${mail.text}\n`;
          })
          .join('\n'),
      );
    });
}
