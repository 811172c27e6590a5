import * as z from 'zod';
import { addVersion, listEvents, readEvent, readVersion } from '../../../adapters/event-store.ts';
import { rememberUid } from '../../../adapters/event-uids.ts';
import { replayLedger } from '../../../adapters/guest-ledger.ts';
import { calendarMailbox } from '../../../adapters/mailboxes.ts';
import { keys } from '../../../adapters/secrets.ts';
import { applyMessage, type Said } from '../../../domain/invite/apply-message.ts';
import { draftEvent } from '../../../domain/invite/draft-event.ts';
import type { EventRecord } from '../../../domain/invite/event.ts';
import { recordOf } from '../../../domain/invite/event-record.ts';
import { eventIdOf, uidKeyOf } from '../../../domain/invite/keys.ts';
import { countStats } from '../../../domain/invite/stats.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';

const EventSummary = z.object({
  eventId: z.string(),
  title: z.string(),
  start: z.string().describe('RFC 3339 local time in `timeZone`, an instant, or a date'),
  end: z.string().describe('exclusive; same form as `start`'),
  timeZone: z.string().optional().describe('IANA name; absent for dates and instants'),
  status: z.enum(['confirmed', 'cancelled']),
  organizer: z.object({ email: z.string(), name: z.string().optional() }),
  version: z.number().int(),
  source: z.enum(['mail', 'api']),
  createdAt: z.string(),
});

const EventDetail = EventSummary.extend({
  location: z.string(),
  description: z.string(),
  rrule: z.string().optional(),
  uid: z.string().describe("the UID in the organizer's own calendar"),
});

const summary = (record: EventRecord): z.output<typeof EventSummary> => ({
  eventId: record.eventId,
  title: record.title,
  start: record.start,
  end: record.end,
  ...(record.zone !== undefined && { timeZone: record.zone }),
  status: record.status,
  organizer: { email: record.owner, ...(record.ownerName && { name: record.ownerName }) },
  version: record.version,
  source: record.source,
  createdAt: record.createdAt,
});

const unknownEvent = () => new Problem('not_found', 'there is no event of this id; list them');

/** `POST /v1/events` */
export const createEvent = endpoint({
  summary: 'Create an event',
  body: z.strictObject({
    title: z.string().trim().min(1).max(1_000),
    start: z.string().max(40).describe('`2026-12-01T18:00:00` with `timeZone`, or `2026-12-01`'),
    end: z.string().max(40),
    timeZone: z.string().max(64).optional().describe('IANA name, e.g. `Europe/Berlin`'),
    location: z.string().max(1_000).default(''),
    description: z.string().max(32_000).default(''),
    organizer: z
      .strictObject({ email: z.string(), name: z.string().max(200).optional() })
      .optional(),
  }),
  status: 201,
  answer: EventSummary,
  async handle({ body, now }) {
    const organizer = body.organizer ?? { email: calendarMailbox() };
    const draft = draftEvent({ ...body, organizer }, crypto.randomUUID(), now);
    if (!draft.ok) throw new Problem('invalid_time', draft.detail);
    const { mac } = await keys();
    const { owner, snapshot } = draft;
    const eventId = eventIdOf(mac, owner.address, snapshot.uid);
    const said: Said = {
      ...{ eventId, owner, source: 'api', arrivedAt: now.toISOString() },
      message: {
        method: 'REQUEST',
        prodid: '',
        uid: snapshot.uid,
        master: snapshot,
        overrides: [],
      },
      by: { address: owner.address, evidence: 'api' },
    };
    const applied = applyMessage(undefined, said, now);
    if (applied.kind !== 'version') throw new Error('a new event has no version before it');
    await addVersion(applied.version, 'api');
    await rememberUid(uidKeyOf(mac, snapshot.uid), { eventId, owner: owner.address });
    return summary(recordOf(applied.version));
  },
});

/** `GET /v1/events` */
export const listEventsRoute = endpoint({
  summary: 'List events, the newest first',
  query: Page,
  answer: pageOf(EventSummary),
  async handle({ query }) {
    const page = await listEvents(query.limit, query.cursor);
    return { ...page, items: page.items.map(summary) };
  },
});

/** `GET /v1/events/{eventId}` */
export const readEventRoute = endpoint({
  summary: 'Read an event',
  answer: EventDetail,
  async handle({ params }) {
    const record = await readEvent(params.eventId ?? '');
    if (!record) throw unknownEvent();
    const { series } = await readVersion(record.eventId, record.version);
    const { location, description, rrule } = series.master;
    return { ...summary(record), location, description, uid: record.uid, ...(rrule && { rrule }) };
  },
});

const Answers = z.object({
  accepted: z.number(),
  tentative: z.number(),
  declined: z.number(),
  delegated: z.number().describe('they send somebody else, who counts as `shared`'),
  none: z.number(),
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
  async handle({ params }) {
    const record = await readEvent(params.eventId ?? '');
    if (!record) throw unknownEvent();
    const counter = countStats();
    await replayLedger(record.eventId, counter);
    return { eventId: record.eventId, ...counter.stats() };
  },
});
