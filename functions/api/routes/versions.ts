import * as z from 'zod';
import { listVersions } from '../../../adapters/event-store.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { eventOf } from '../within.ts';

const Version = z.object({
  version: z.number().int(),
  at: z.string(),
  kind: z
    .enum(['created', 'updated', 'cancelled', 'unchanged'])
    .describe('to the guests; `unchanged`: they would notice nothing'),
  tells: z.enum(['update', 'cancel', 'nobody']).describe('how the guests hear of it'),
  diff: z.array(z.string()).describe('what is different from the version before, in words'),
  by: z.object({
    address: z.string(),
    evidence: z.string().describe('how they were proven: `dmarc`, `confirmed`, `api` …'),
    mailId: z.string().optional(),
    keyId: z.string().optional(),
  }),
});

/** `GET /v1/events/{eventId}/versions` */
export const listVersionsRoute = endpoint({
  summary: 'What happened to an event: every version, the newest first',
  query: z.object({
    limit: Page.shape.limit,
    cursor: z.coerce.number().int().min(1).optional(),
  }),
  answer: pageOf(Version),
  async handle({ params, caller, query }) {
    const { eventId } = await eventOf(params.eventId, caller);
    const page = await listVersions(eventId, query.limit, query.cursor);
    const items = page.items.map((version) => Version.parse(version));
    return { items, ...(page.next !== undefined && { next: String(page.next) }) };
  },
});
