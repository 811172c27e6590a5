import * as z from 'zod';
import { listMails, type MailRecord } from '../../../adapters/mail-records.ts';
import type { Reason } from '../../../domain/itip/outcome.ts';
import { REASONS, type ReasonCode } from '../../../domain/itip/reasons.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';

const InboundMail = z.object({
  mailId: z.string(),
  mailbox: z.enum(['calendar', 'bulk', 'invites']),
  size: z.number(),
  receivedAt: z.string(),
  outcome: z.enum(['ACCEPT', 'HOLD', 'DROP', 'ANSWER']).optional().describe('absent: at work'),
  reason: z.string().optional(),
  sentence: z.string().optional().describe('what the reason means'),
  todo: z.string().optional().describe('what somebody can do about it'),
});

function show(mail: MailRecord): z.output<typeof InboundMail> {
  const words = REASONS[mail.reason as ReasonCode] as Reason | undefined;
  return InboundMail.parse({ ...mail, sentence: words?.sentence, todo: words?.todo });
}

/** `GET /v1/inbound` */
export const listInbound = endpoint({
  summary: 'What became of every mail that came in, the newest first',
  query: Page,
  answer: pageOf(InboundMail),
  async handle({ query }) {
    const page = await listMails(query.limit, query.cursor);
    return { ...page, items: page.items.map(show) };
  },
});
