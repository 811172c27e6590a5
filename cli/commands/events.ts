import type { Command } from 'commander';
import type { EventDetail, EventSummary } from '../answers.ts';
import type { PageQuery } from '../api-client.ts';
import { openSession } from '../session.ts';
import { formatFields, formatTable } from '../table.ts';
import type { World } from '../world.ts';

/** Adds `convoke events [eventId]`. */
export function addEvents(program: Command, world: World): void {
  program
    .command('events')
    .description('list the events, the newest first, or show one')
    .argument('[eventId]', 'show this event')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .action(async (eventId: string | undefined, options: PageQuery, command: Command) => {
      const session = await openSession(command, world);
      if (eventId !== undefined) {
        const event = await session.api.readEvent(eventId);
        session.print(event, () => showEvent(event));
        return;
      }
      const page = await session.api.listEvents(options);
      session.print(page, () => showEvents(page.items, page.next));
    });
}

/** One event, a field a line. */
export function showEvent(event: EventDetail): string {
  const { name, email } = event.organizer;
  return formatFields([
    ['event', event.eventId],
    ['title', event.title],
    ['start', event.start],
    ['end', event.end],
    ['zone', event.timeZone ?? ''],
    ['repeats', event.rrule ?? ''],
    ['location', event.location ?? ''],
    ['status', event.status],
    ['organizer', name === undefined ? email : `${name} <${email}>`],
    ['version', String(event.version)],
    ['description', event.description ?? ''],
  ]);
}

function showEvents(events: readonly EventSummary[], next: string | undefined): string {
  if (events.length === 0) {
    return 'No events yet. Invite the calendar mailbox from your own calendar, or: convoke create FILE\n';
  }
  const table = formatTable(
    [
      { title: 'EVENT' },
      { title: 'START' },
      { title: 'STATUS' },
      { title: 'TITLE', flexible: true },
    ],
    events.map((event) => [event.eventId, event.start.slice(0, 16), event.status, event.title]),
  );
  return next === undefined ? table : `${table}More: --cursor ${next}\n`;
}
