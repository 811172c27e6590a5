import * as z from 'zod';
import { bringChange } from '../../../adapters/bring-change.ts';
import { listEvents, readNewestVersion, readVersion } from '../../../adapters/event-store.ts';
import { replayLedger } from '../../../adapters/guest-ledger.ts';
import { answerTimes } from '../../../adapters/guest-pages.ts';
import { calendarMailbox } from '../../../adapters/mailboxes.ts';
import { listEventsOf } from '../../../adapters/organizer-lists.ts';
import { readOrganizer, rememberOrganizer } from '../../../adapters/organizers.ts';
import { record } from '../../../adapters/record-message.ts';
import { keys } from '../../../adapters/secrets.ts';
import { type Caller, reaches } from '../../../domain/access/caller.ts';
import { describeRule } from '../../../domain/calendar/describe-rule.ts';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import type { CalendarMessage } from '../../../domain/calendar/snapshot.ts';
import type { Said } from '../../../domain/invite/apply-message.ts';
import { calendarDraft } from '../../../domain/invite/calendar-draft.ts';
import { draftEvent } from '../../../domain/invite/draft-event.ts';
import { recordOf } from '../../../domain/invite/event-record.ts';
import { eventIdOf, guestKeyOf } from '../../../domain/invite/keys.ts';
import { countStats } from '../../../domain/invite/stats.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import {
  Answers,
  authorOf,
  EVENT_FIELDS,
  EventSummary,
  eventTag,
  summaryOf,
} from '../event-answer.ts';
import { Problem } from '../problem.ts';
import { eventOf } from '../within.ts';

const EventDetail = EventSummary.extend({
  location: z.string(),
  description: z.string(),
  rrule: z.string().optional(),
  recurrence: z.string().optional().describe('`rrule` in English words'),
  uid: z.string().describe("the UID in the organizer's own calendar"),
});

type Organizer = Readonly<{ email: string; name?: string | undefined }>;

/** Whose event it is when the request does not say so: the caller's, or the installation's own. */
const organizerFor = ({ reach }: Caller, asked: Organizer | undefined): Organizer =>
  asked ?? { email: reach.kind === 'organizer' ? reach.address : calendarMailbox() };

/**
 * Records what a caller says of an event in its organizer's name. A calendar that was uploaded before is the same event:
 * what it says anew goes to the guests.
 */
async function say(
  owner: Said['owner'],
  message: CalendarMessage,
  caller: Caller,
  now: Date,
): Promise<z.output<typeof EventSummary>> {
  if (!reaches(caller, owner.address)) throw new Problem('reach', 'you act for another organizer');
  const { mac } = await keys();
  const ownerKey = guestKeyOf(mac, owner.address);
  const { blocked } = await readOrganizer(ownerKey);
  if (blocked) throw new Problem('organizer_blocked', `since ${blocked.at}: ${blocked.why}`);
  await rememberOrganizer(ownerKey, now.toISOString(), 'since');
  const eventId = eventIdOf(mac, owner.address, message.uid);
  const before = await readNewestVersion(eventId);
  if (before?.source === 'mail') {
    throw new Problem('changed_by_mail', 'its organizer edits it in their own calendar');
  }
  const by = authorOf(caller, owner.address);
  const said: Said = { eventId, owner, source: 'api', arrivedAt: now.toISOString(), message, by };
  const writer = { name: crypto.randomUUID(), now, mac };
  const applied = await record(eventId, () => said, writer);
  if (applied.kind !== 'version') return summaryOf(await eventOf(eventId, caller));
  if (before !== undefined) await bringChange(applied.version);
  return summaryOf(recordOf(applied.version));
}

/** `POST /v1/events` */
export const createEvent = endpoint({
  summary: 'Create an event',
  description:
    'A body of `text/calendar` is read like a mail of its organizer: the same calendar again is the same event, and what is new in it goes to the guests.',
  body: z.strictObject({
    ...EVENT_FIELDS,
    timeZone: EVENT_FIELDS.timeZone.optional(),
    location: EVENT_FIELDS.location.default(''),
    description: EVENT_FIELDS.description.default(''),
    organizer: z
      .strictObject({ email: z.string(), name: z.string().max(200).optional() })
      .optional(),
  }),
  status: 201,
  answer: EventSummary,
  etag: eventTag,
  async handle({ body, caller, now }) {
    const organizer = organizerFor(caller, body.organizer);
    const draft = draftEvent({ ...body, organizer }, crypto.randomUUID(), now);
    if (!draft.ok) throw new Problem('invalid_time', draft.detail);
    const { owner, snapshot } = draft;
    const message: CalendarMessage = {
      ...{ method: 'REQUEST', prodid: '', uid: snapshot.uid },
      ...{ master: snapshot, overrides: [] },
    };
    return say(owner, message, caller, now);
  },
  async calendar({ body, caller, now }) {
    const draft = calendarDraft(readCalendar(Buffer.from(body)));
    if (!draft.ok) throw new Problem('bad_request', `calendar: ${draft.detail}`);
    const { address, name } = draft.organizer ?? {};
    const asked = address === undefined ? undefined : { email: address, name };
    const organizer = organizerFor(caller, asked);
    const owner = { address: organizer.email, ...(name !== undefined && { name }) };
    return say(owner, draft.message, caller, now);
  },
});

/** `GET /v1/events` */
export const listEventsRoute = endpoint({
  summary: 'List events, the newest first',
  query: Page,
  answer: pageOf(EventSummary),
  description: 'To a caller who acts for one organizer: theirs.',
  async handle({ query, caller: { reach } }) {
    const page =
      reach.kind === 'organizer'
        ? await listEventsOf(reach.address, query)
        : await listEvents(query.limit, query.cursor);
    return { ...page, items: page.items.map(summaryOf) };
  },
});

/** `GET /v1/events/{eventId}` */
export const readEventRoute = endpoint({
  summary: 'Read an event',
  answer: EventDetail,
  etag: eventTag,
  async handle({ params, caller }) {
    const record = await eventOf(params.eventId, caller);
    const { series } = await readVersion(record.eventId, record.version);
    const { location, description, rrule, start } = series.master;
    return {
      ...summaryOf(record),
      location,
      description,
      uid: record.uid,
      ...(rrule && { rrule, recurrence: describeRule(rrule, start) }),
    };
  },
});

/** `GET /v1/events/{eventId}/stats` */
export const readStats = endpoint({
  summary: 'The numbers of an event',
  description: 'Counted from the rows each time; a guest is in exactly one column of `answers`.',
  answer: z.object({
    eventId: z.string(),
    invited: z.object({ total: z.number(), byOrigin: z.record(z.string(), z.number()) }),
    delivered: z.number(),
    bounced: z.number(),
    complained: z.number(),
    failed: z.number(),
    answers: Answers,
    shared: Answers.describe('answers of people to whom a guest passed the invitation on'),
    byOrigin: z
      .record(z.string(), Answers.extend({ invited: z.number() }))
      .describe('guests by where their addresses came from, each in one column'),
    byClient: z.record(z.string(), z.number()),
    byInstance: z.record(z.string(), Answers),
  }),
  async handle({ params, caller }) {
    const record = await eventOf(params.eventId, caller);
    const counter = countStats();
    await replayLedger(record.eventId, counter);
    return { eventId: record.eventId, ...counter.stats() };
  },
});

/** `GET /v1/events/{eventId}/answer-times` */
export const readAnswerTimes = endpoint({
  summary: 'When the answers came',
  description:
    'By the hour, or by the day when they came on more than four. Each answer that still counts, once; hours without any are left out.',
  answer: z.object({
    step: z.enum(['hour', 'day']),
    items: z.array(
      z.object({
        at: z.string().describe('beginning, UTC'),
        ...{ accepted: z.number(), tentative: z.number(), declined: z.number() },
        delegated: z.number(),
      }),
    ),
  }),
  async handle({ params, caller }) {
    const { step, items } = await answerTimes(await eventOf(params.eventId, caller));
    return { step, items: [...items] };
  },
});
