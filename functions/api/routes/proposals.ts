import * as z from 'zod';
import { savePages } from '../../../adapters/csv-file.ts';
import { listProposals } from '../../../adapters/proposal-pages.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { eventOf } from '../within.ts';

const Proposal = z.object({
  guestKey: z.string(),
  address: z.string().optional().describe('that was invited'),
  sharedKey: z.string().optional().describe('of somebody to whom the guest passed it on'),
  instance: z.string().optional().describe('original start of the date that it is about'),
  start: z.string().optional().describe('in the form of an event; absent: no time could be read'),
  end: z.string().optional().describe('exclusive; same form as `start`'),
  timeZone: z.string().optional().describe('IANA name; absent for dates and instants'),
  location: z.string().optional(),
  comment: z.string().optional(),
  verified: z.boolean().describe('false: from another address than the invited one'),
  at: z.string().describe("when it was made, by the clock of the guest's client"),
  arrivedAt: z.string(),
  mailId: z.string(),
  state: z
    .enum(['open', 'outdated', 'cancelled'])
    .describe('`outdated`: the event was moved since; `cancelled`: there is nothing to move'),
});

/** `GET /v1/events/{eventId}/proposals` */
export const listProposalsRoute = endpoint({
  summary: 'What other times the guests propose, the newest of each guest and date',
  description:
    'A proposal changes nothing. Its organizer got it by mail: to take it they move the event, and every guest gets the update.',
  query: Page,
  answer: pageOf(Proposal),
  async handle({ params, caller, query }) {
    const page = await listProposals(await eventOf(params.eventId, caller), query);
    return { ...page, items: [...page.items] };
  },
});

const COLUMNS = [
  ...['email', 'shared_key', 'instance', 'start', 'end', 'time_zone', 'location', 'comment'],
  ...['state', 'verified', 'at', 'arrived_at', 'mail_id', 'guest_key'],
];

/** Proposals of one page while a file is written. */
const PAGE = 200;

/** `POST /v1/events/{eventId}/proposals/file` */
export const writeProposals = fileEndpoint('what other times the guests propose', {
  forms: ['csv'],
  write: async ({ params, caller }) => {
    const event = await eventOf(params.eventId, caller);
    return savePages(
      {
        columns: COLUMNS,
        cells: ({ address = '', verified, ...row }) => ({
          ...{ email: address, shared_key: row.sharedKey ?? '', instance: row.instance ?? '' },
          ...{ start: row.start ?? '', end: row.end ?? '', time_zone: row.timeZone ?? '' },
          ...{ location: row.location ?? '', comment: row.comment ?? '', state: row.state },
          ...{ verified: verified ? 'yes' : 'no', at: row.at, arrived_at: row.arrivedAt },
          ...{ mail_id: row.mailId, guest_key: row.guestKey },
        }),
      },
      (cursor) => listProposals(event, { limit: PAGE, cursor }),
    );
  },
});
