import type { EventRecord } from '../domain/invite/event.ts';
import { type EventReport, reportHeading, reportLine } from '../domain/invite/event-report.ts';
import { countStats } from '../domain/invite/stats.ts';
import { EXPORT_PREFIX } from '../manifest.ts';
import { listEvents } from './event-store.ts';
import { replayLedger } from './guest-ledger.ts';
import { answerTimes } from './guest-pages.ts';
import { downloadUrl, streamObject } from './objects.ts';
import { listEventsOf } from './organizer-lists.ts';

/** Whose events: of one organizer, or all. */
export type Of = Readonly<{ address?: string | undefined }>;

type Page = Readonly<{ items: readonly EventRecord[]; next?: string }>;

/** One page of the events, the newest first. @throws BadCursor */
export const eventPage = (
  { address }: Of,
  { limit, cursor }: Readonly<{ limit: number; cursor?: string | undefined }>,
): Promise<Page> =>
  address === undefined ? listEvents(limit, cursor) : listEventsOf(address, { limit, cursor });

/** The numbers of an event, counted from its rows. */
export async function reportOf(event: EventRecord): Promise<EventReport> {
  const counter = countStats();
  const [times] = await Promise.all([answerTimes(event), replayLedger(event.eventId, counter)]);
  return { event, stats: counter.stats(), times };
}

/** The form of a file: cells, or a JSON value a line. */
export type FileForm = 'csv' | 'jsonl';

const FILES = {
  csv: { end: 'csv', type: 'text/csv; charset=utf-8' },
  jsonl: { end: 'jsonl', type: 'application/x-ndjson; charset=utf-8' },
} as const;

/** Events of one page while a file is written. */
const PAGE = 100;

async function* eventsOf(of: Of): AsyncGenerator<EventRecord> {
  let cursor: string | undefined;
  do {
    const page = await eventPage(of, { limit: PAGE, cursor });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/**
 * Writes all events as a file while they are read, and gives a URL at which it can be fetched for ten minutes.
 *
 * @param withStats each with its numbers
 * @param show what a line of JSON tells of an event
 */
export async function exportEvents(
  of: Of,
  { form, withStats }: Readonly<{ form: FileForm; withStats: boolean }>,
  show: (event: EventRecord) => unknown,
): Promise<string> {
  const { end, type } = FILES[form];
  const name = `${EXPORT_PREFIX}${crypto.randomUUID()}.${end}`;
  async function* lines(): AsyncGenerator<string> {
    if (form === 'csv') yield reportHeading(withStats);
    for await (const event of eventsOf(of)) {
      const stats = withStats ? (await reportOf(event)).stats : undefined;
      yield form === 'csv'
        ? reportLine(event, stats)
        : `${JSON.stringify({ ...(show(event) as object), ...(stats && { stats }) })}\n`;
    }
  }
  await streamObject('data', name, lines(), type);
  return downloadUrl(name);
}
