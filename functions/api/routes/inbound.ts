import * as z from 'zod';
import { readDecision, type StoredDecision } from '../../../adapters/decisions.ts';
import { listMails, type MailRecord, refuseMail } from '../../../adapters/mail-records.ts';
import { MissingObject } from '../../../adapters/objects.ts';
import { listMailsOf } from '../../../adapters/organizer-lists.ts';
import { letThrough } from '../../../adapters/release-mail.ts';
import { DECIDABLE } from '../../../domain/itip/decidable.ts';
import type { Reason } from '../../../domain/itip/outcome.ts';
import { REASONS, type ReasonCode } from '../../../domain/itip/reasons.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import { EXECUTION } from '../run-answer.ts';
import { mailOf } from '../within.ts';

const Outcome = z.enum(['ACCEPT', 'HOLD', 'DROP', 'ANSWER']);
const Mailbox = z.enum(['calendar', 'bulk', 'invites']);

const InboundMail = z.object({
  mailId: z.string(),
  mailbox: Mailbox,
  size: z.number(),
  receivedAt: z.string(),
  outcome: Outcome.optional().describe('absent: at work'),
  reason: z.string().optional(),
  sentence: z.string().optional().describe('what the reason means'),
  todo: z.string().optional().describe('what somebody can do about it'),
  decidable: z.boolean().describe('held, and `accept` or `refuse` settles it'),
  confirmedAt: z.string().optional().describe('when its organizer let it through'),
  approvedAt: z.string().optional().describe('when the domain owner let it through'),
  refusedAt: z.string().optional().describe('when the domain owner refused it'),
  execution: EXECUTION.optional().describe(
    'ARN of the Step Functions execution that read it last; absent: an EXPRESS one, which nobody can look at',
  ),
});

const InboundDetail = InboundMail.extend({
  eventId: z.string().optional(),
  organizer: z
    .object({ address: z.string(), name: z.string().optional() })
    .optional()
    .describe('whom the mail names as organizer; proven as far as the reason says'),
  answer: z
    .object({
      address: z.string().describe('From of the mail; not proven in a held one'),
      as: z.enum(['guest', 'shared']),
      answers: z.array(z.string()),
    })
    .optional()
    .describe('what a guest answers in it'),
});

/** What a yes may settle; for a mail of another mailbox or reason nothing. */
const reasonsOf = ({ mailbox }: MailRecord): readonly string[] => DECIDABLE[mailbox];

const isDecidable = (mail: MailRecord): boolean =>
  mail.outcome === 'HOLD' &&
  mail.refusedAt === undefined &&
  reasonsOf(mail).includes(mail.reason ?? '');

function show(mail: MailRecord): z.output<typeof InboundMail> {
  const words = REASONS[mail.reason as ReasonCode] as Reason | undefined;
  const { sentence, todo } = words ?? {};
  const execution = mail.execution.includes(':express:') ? undefined : mail.execution;
  return InboundMail.parse({ ...mail, sentence, todo, decidable: isDecidable(mail), execution });
}

/** Which event and whom the decision about a mail names; nothing of what they wrote. */
function namesOf(stored: StoredDecision): Partial<z.output<typeof InboundDetail>> {
  const { decision } = stored;
  const eventId =
    stored.mailbox === 'invites'
      ? stored.ticket?.eventId
      : 'eventId' in stored
        ? stored.eventId
        : undefined;
  const said = 'said' in decision ? decision.said : 'answers' in decision ? decision : undefined;
  const organizer = 'organizer' in decision ? decision.organizer : undefined;
  return {
    ...(eventId !== undefined && { eventId }),
    ...(organizer && { organizer: { ...organizer } }),
    ...(said && {
      answer: {
        ...{ address: said.from.address, as: said.as },
        answers: said.answers.map(({ partstat }) => partstat.toLowerCase()),
      },
    }),
  };
}

/** A mail with the names that its decision holds. One that could not be read has none. */
async function showNamed(mail: MailRecord): Promise<z.output<typeof InboundDetail>> {
  try {
    return { ...show(mail), ...namesOf(await readDecision(mail.mailId)) };
  } catch (error) {
    if (error instanceof MissingObject) return show(mail);
    throw error;
  }
}

const notDecidable = ({ outcome, reason }: MailRecord): Problem => {
  const what = outcome === undefined ? 'at work' : `${outcome} ${reason}`;
  return new Problem('not_decidable', `it is ${what}: read its todo`);
};

/** `GET /v1/inbound` */
export const listInbound = endpoint({
  summary: 'What became of every mail that came in, the newest first',
  description:
    'A page may be short: go on while there is `next`. Whom a mail names is told of the decidable ones. To a caller who acts for one organizer: the mails that they proved to be theirs.',
  query: Page.extend({ outcome: Outcome.optional(), mailbox: Mailbox.optional() }),
  answer: pageOf(InboundDetail),
  async handle({ query: { limit, cursor, outcome, mailbox }, caller: { reach } }) {
    const filter = { ...(outcome && { outcome }), ...(mailbox && { mailbox }) };
    const page =
      reach.kind === 'organizer'
        ? await listMailsOf(reach.address, { limit, cursor }, filter)
        : await listMails(limit, cursor, filter);
    // Each is an object of its own: only where somebody has to choose.
    const items = page.items.map((mail) => (isDecidable(mail) ? showNamed(mail) : show(mail)));
    return { ...page, items: await Promise.all(items) };
  },
});

/** `GET /v1/inbound/{mailId}` */
export const readInbound = endpoint({
  summary: 'One mail that came in: what became of it, and whom it names',
  answer: InboundDetail,
  async handle({ params, caller }) {
    return showNamed(await mailOf(params.mailId, caller));
  },
});

/** `POST /v1/inbound/{mailId}/accept` */
export const acceptMail = endpoint({
  summary: 'Let a held mail through: it is read again, as if its sender were proven',
  status: 202,
  answer: InboundMail,
  async handle({ params, caller, now }) {
    const mail = await mailOf(params.mailId, caller);
    const reasons = reasonsOf(mail);
    if (!isDecidable(mail) || !(await letThrough(mail, 'approved', reasons, now))) {
      throw notDecidable(mail);
    }
    return show({ ...mail, approvedAt: now.toISOString() });
  },
});

/** `POST /v1/inbound/{mailId}/refuse` */
export const refuseMailRoute = endpoint({
  summary: 'Leave a held mail where it is, for good',
  answer: InboundMail,
  async handle({ params, caller, now }) {
    const mail = await mailOf(params.mailId, caller);
    const refusedAt = now.toISOString();
    if (!isDecidable(mail) || !(await refuseMail(mail.mailId, refusedAt, reasonsOf(mail)))) {
      throw notDecidable(mail);
    }
    return show({ ...mail, refusedAt });
  },
});
