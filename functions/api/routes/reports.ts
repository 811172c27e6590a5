import * as z from 'zod';
import { eventPage, exportEvents, type Of, reportOf } from '../../../adapters/event-reports.ts';
import { type Caller, reaches } from '../../../domain/access/caller.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { addEvent, daysOf, NO_TOTALS } from '../../../domain/invite/event-report.ts';
import { type ApiRequest, endpoint, Page, pageOf } from '../endpoint.ts';
import { Answers, EventSummary, summaryOf } from '../event-answer.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { Problem } from '../problem.ts';

const Day = Answers.omit({ none: true });
const Origin = Answers.extend({ invited: z.number() });

const Totals = z.object({
  ...{ events: z.number(), invited: z.number(), delivered: z.number(), bounced: z.number() },
  ...{ complained: z.number(), failed: z.number() },
  answers: Answers,
  shared: Answers.describe('answers of people to whom a guest passed the invitation on'),
  byOrigin: z.record(z.string(), Origin),
  byClient: z.record(z.string(), z.number()),
  byDay: z.record(z.string(), Day).describe('by the day on which answers came, UTC'),
});

const Report = z.object({
  totals: Totals.describe('of the events of this page'),
  items: z.array(
    z.object({
      event: EventSummary,
      ...Totals.omit({ events: true }).shape,
      byInstance: z.record(z.string(), Answers),
    }),
  ),
  next: z.string().optional(),
});

/** Each event is counted from its rows: a page of them has to fit into one request. */
const StatsPage = Page.extend({ limit: z.coerce.number().int().min(1).max(50).default(20) });

type Query = z.output<typeof Page>;

const listPage = async (of: Of, query: Query) => {
  const page = await eventPage(of, query);
  return { ...page, items: page.items.map(summaryOf) };
};

async function statsPage(of: Of, query: Query): Promise<z.output<typeof Report>> {
  const { items, next } = await eventPage(of, query);
  const reports = [];
  for (const event of items) reports.push(await reportOf(event));
  return {
    totals: reports.reduce(addEvent, NO_TOTALS),
    items: reports.map(({ event, stats, times }) => ({
      ...stats,
      ...{ event: summaryOf(event), invited: stats.invited.total, byDay: daysOf(times) },
    })),
    ...(next !== undefined && { next }),
  };
}

/** The organizer that a path names, if the caller reaches them; known or not, a foreign one is not there. */
function organizerOf({
  params,
  caller,
}: {
  params: Readonly<Record<string, string>>;
  caller: Caller;
}): Of {
  const address = readAddress(params.email ?? '');
  if (address !== undefined && reaches(caller, address)) return { address };
  throw new Problem('not_found', 'there is no such organizer');
}

const everybody = (): Of => ({});

type Whose = (request: Pick<ApiRequest<unknown, unknown>, 'params' | 'caller'>) => Of;

const eventsRoute = (summary: string, whose: Whose) =>
  endpoint({
    summary,
    description: 'The newest first.',
    query: Page,
    answer: pageOf(EventSummary),
    handle: async ({ query, ...request }) => listPage(whose(request), query),
  });

const statsRoute = (summary: string, whose: Whose) =>
  endpoint({
    summary,
    description: 'Counted from the rows each time, a page of events at a time, the newest first.',
    query: StatsPage,
    answer: Report,
    handle: async ({ query, ...request }) => statsPage(whose(request), query),
  });

const fileRoute = (what: string, whose: Whose, withStats: boolean) =>
  fileEndpoint(what, {
    forms: ['csv', 'jsonl'],
    write: (request, form) => exportEvents(whose(request), { form, withStats }, summaryOf),
  });

/** `GET /v1/organizers/{email}/events` */
export const organizerEvents = eventsRoute('List the events of one organizer', organizerOf);

/** `GET /v1/organizers/{email}/stats` */
export const organizerStats = statsRoute('The numbers of the events of one organizer', organizerOf);

/** `GET /v1/domain/events` */
export const domainEvents = eventsRoute('List the events of the whole installation', everybody);

/** `GET /v1/domain/stats` */
export const domainStats = statsRoute('The numbers of the whole installation', everybody);

/** `POST /v1/organizers/{email}/events/file` */
export const writeOrganizerEvents = fileRoute('the events of one organizer', organizerOf, false);

/** `POST /v1/organizers/{email}/stats/file` */
export const writeOrganizerStats = fileRoute(
  'the numbers of the events of one organizer',
  organizerOf,
  true,
);

/** `POST /v1/domain/events/file` */
export const writeDomainEvents = fileRoute(
  'the events of the whole installation',
  everybody,
  false,
);

/** `POST /v1/domain/stats/file` */
export const writeDomainStats = fileRoute('the numbers of the whole installation', everybody, true);
