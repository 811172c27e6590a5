import * as z from 'zod';
import { exportGuests, listGuests } from '../../../adapters/guest-pages.ts';
import { invitedGuest } from '../../../adapters/invited-guests.ts';
import { giveBackTurn, takeTurn } from '../../../adapters/once.ts';
import { startResend } from '../../../adapters/resend.ts';
import { createRun, type Run } from '../../../adapters/run-store.ts';
import { keys } from '../../../adapters/secrets.ts';
import { startSend } from '../../../adapters/workflows.ts';
import type { EventRecord } from '../../../domain/invite/event.ts';
import { GUEST_STATES } from '../../../domain/invite/guest-row.ts';
import { isKeyedId } from '../../../domain/invite/keys.ts';
import { REFUSALS } from '../../../domain/invite/run.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem, type ProblemCode } from '../problem.ts';
import { RunAnswer, showRun } from '../run-answer.ts';
import { eventOf } from '../within.ts';

const Answer = z.object({
  answer: z.enum(['accepted', 'tentative', 'declined', 'delegated', 'none']),
  at: z.string().describe("when it was given, by the clock of the guest's client"),
  arrivedAt: z.string(),
  comment: z.string().optional(),
  version: z.number().int().optional().describe('version of the event that was answered'),
});

const DELIVERY = [
  'sent',
  'delivered',
  'delayed',
  'rejected',
  'bounced',
  'complained',
  'failed',
  'unknown',
] as const;

const Guest = z.object({
  kind: z.literal('guest'),
  guestKey: z.string(),
  address: z.string(),
  name: z.string().optional(),
  zone: z.string().optional().describe('IANA time zone, where a list said it'),
  origin: z.string(),
  version: z.number().int().optional().describe('that their calendar shows'),
  isNewest: z.boolean().describe('it is the newest that guests notice'),
  delivery: z.enum(DELIVERY).describe('of the last mail to them'),
  answer: Answer.optional(),
  mustReconfirm: z.boolean().describe('they answered, and the event was moved since'),
  dates: z
    .array(Answer.extend({ instance: z.string() }))
    .describe('answers to single dates of a series, by original start'),
});

const Shared = z.object({
  kind: z.literal('shared'),
  guestKey: z.string().describe('of the guest who passed the invitation on'),
  sharedKey: z.string(),
  answer: Answer,
  instance: z.string().optional(),
});

const GuestFilter = z.object({
  answered: z.enum(['yes', 'no']).optional(),
  answer: Answer.shape.answer.exclude(['none']).optional(),
  state: z.enum(GUEST_STATES).optional(),
  shared: z.enum(['yes', 'no']).optional(),
  q: z.string().min(1).max(254).optional().describe('what the address begins with'),
});

const GuestQuery = Page.extend(GuestFilter.shape);

/** `GET /v1/events/{eventId}/guests` */
export const listGuestsRoute = endpoint({
  summary: 'Who is invited, what they hold and what they answered',
  description: 'A page may be short: go on while there is `next`.',
  query: GuestQuery,
  answer: pageOf(z.discriminatedUnion('kind', [Guest, Shared])),
  async handle({ params, caller, query }) {
    const { limit, cursor, ...filter } = query;
    const page = await listGuests(await eventOf(params.eventId, caller), filter, { limit, cursor });
    return { ...page, items: page.items.map(show) };
  },
});

/** `POST /v1/events/{eventId}/guests/file` */
export const writeGuests = fileEndpoint('the guests of an event', {
  forms: ['csv'],
  query: GuestFilter,
  write: async ({ params, caller, query }) =>
    exportGuests(await eventOf(params.eventId, caller), query),
});

const show = (row: Awaited<ReturnType<typeof listGuests>>['items'][number]) =>
  row.kind === 'shared' ? { ...row } : { ...row, dates: [...row.dates] };

/** @throws Problem when nobody is to hear of the event any more */
function checkOpen({ status, endsAt }: EventRecord, now: Date): void {
  if (status === 'cancelled') throw new Problem('event_cancelled', REFUSALS.event_cancelled);
  if (endsAt !== undefined && endsAt <= now.toISOString()) {
    throw new Problem('event_past', REFUSALS.event_past);
  }
}

/** How often people may be written to again, and what whoever asks more often is told. */
type Limit = Readonly<{ turn: string; seconds: number; code: ProblemCode; detail: string }>;

/** Starts a run that repeats an invitation, unless there was one lately. @param start gives the run's id */
async function repeat(
  run: Pick<Run, 'eventId' | 'kind'>,
  { turn, seconds, code, detail }: Limit,
  now: Date,
  start: () => Promise<string>,
): Promise<z.output<typeof RunAnswer>> {
  if (!(await takeTurn(turn, now.getTime(), seconds))) throw new Problem(code, detail);
  try {
    const runId = await start();
    return showRun({ ...run, runId, state: 'queued', createdAt: now.toISOString() });
  } catch (error) {
    await giveBackTurn(turn);
    throw error;
  }
}

/** `POST /v1/events/{eventId}/guests/{guestKey}/resend` */
export const resendToGuest = endpoint({
  summary: 'Send one guest the invitation again, at most once an hour',
  status: 202,
  answer: RunAnswer,
  async handle({ params, caller, now }) {
    const event = await eventOf(params.eventId, caller);
    const { eventId } = event;
    const { guestKey = '' } = params;
    const guest = isKeyedId(guestKey) ? await invitedGuest(eventId, guestKey) : undefined;
    if (!guest) throw new Problem('not_found', 'there is no guest of this key; list them');
    checkOpen(event, now);
    const detail = 'the guest gets it once an hour at most; wait for the rest of the hour';
    const turn = `resend#${eventId}#${guestKey}`;
    const limit: Limit = { turn, seconds: 3_600, code: 'resent_lately', detail };
    const { mac } = await keys();
    const start = () => startResend(mac, eventId, guestKey, now);
    return repeat({ eventId, kind: 'resend' }, limit, now, start);
  },
});

/** A run that goes to guests of the event without a list, once in a time. */
const eventRun = (
  kind: 'nudge' | 'update',
  words: Readonly<{ summary: string; description: string }>,
  limit: Omit<Limit, 'turn'> & Readonly<{ name: string }>,
) =>
  endpoint({
    ...words,
    status: 202,
    answer: RunAnswer,
    async handle({ params, caller, now }) {
      const event = await eventOf(params.eventId, caller);
      const { eventId } = event;
      checkOpen(event, now);
      const { name, ...rest } = limit;
      return repeat({ eventId, kind }, { turn: `${name}#${eventId}`, ...rest }, now, async () => {
        const runId = newId();
        await createRun({ runId, eventId, kind, state: 'queued', createdAt: now.toISOString() });
        await startSend(runId);
        return runId;
      });
    },
  });

/** `POST /v1/events/{eventId}/nudge` */
export const nudgeGuests = eventRun(
  'nudge',
  {
    summary: 'Send the invitation again to those who did not answer, at most once in 24 hours',
    description: 'Whoever answered before the event was moved is asked again.',
  },
  {
    ...{ name: 'nudge', seconds: 86_400, code: 'nudged_lately' },
    detail: 'the guests are reminded once in 24 hours at most; see the runs of the event',
  },
);

/** `POST /v1/events/{eventId}/renew` */
export const renewGuests = eventRun(
  'update',
  {
    summary:
      'Bring the newest version to guests who hold an older one, at most once in ten minutes',
    description:
      'A change goes to everybody by itself; this is for those whom it did not reach, since its run was stopped or a mail failed. Whoever has the newest version is skipped, and so is whoever gets no mail any more.',
  },
  {
    ...{ name: 'renew', seconds: 600, code: 'renewed_lately' },
    detail: 'it is brought once in ten minutes at most; see the runs of the event',
  },
);
