import * as z from 'zod';
import { listMails } from '../../../adapters/mail-records.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';

const InboundMail = z.object({
  mailId: z.string(),
  mailbox: z.enum(['calendar', 'bulk', 'invites']),
  size: z.number(),
  receivedAt: z.string(),
  outcome: z.enum(['ACCEPT', 'HOLD', 'DROP', 'ANSWER']).optional().describe('absent: at work'),
  reason: z.string().optional(),
});

export const listInbound = endpoint({
  summary: 'What became of every mail that came in, the newest first',
  query: Page,
  answer: pageOf(InboundMail),
  async handle({ query }) {
    const page = await listMails(query.limit, query.cursor);
    return { ...page, items: page.items.map((mail) => InboundMail.parse(mail)) };
  },
});
