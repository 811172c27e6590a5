import * as z from 'zod';
import { setting } from '../../adapters/environment.ts';
import type { Caller } from '../../domain/access/caller.ts';
import { type ChangedBy, type EventRecord, NOT_PUBLIC } from '../../domain/invite/event.ts';

/** What a request may say of an event. */
export const EVENT_FIELDS = {
  title: z.string().trim().min(1).max(1_000),
  start: z.string().max(40).describe('`2026-12-01T18:00:00` with `timeZone`, or `2026-12-01`'),
  end: z.string().max(40),
  timeZone: z.string().max(64).describe('IANA name, e.g. `Europe/Berlin`'),
  location: z.string().max(1_000),
  description: z.string().max(32_000),
};

/** How many guests answered what. */
export const Answers = z.object({
  accepted: z.number(),
  tentative: z.number(),
  declined: z.number(),
  delegated: z.number().describe('they send somebody else, who counts as `shared`'),
  none: z.number(),
});

/** An event, as every list of events tells it. */
export const EventSummary = z.object({
  eventId: z.string(),
  title: z.string(),
  start: z.string().describe('RFC 3339 local time in `timeZone`, an instant, or a date'),
  end: z.string().describe('exclusive; same form as `start`'),
  timeZone: z.string().optional().describe('IANA name; absent for dates and instants'),
  status: z.enum(['confirmed', 'cancelled']),
  organizer: z.object({ email: z.string(), name: z.string().optional() }),
  acceptsShared: z
    .boolean()
    .describe('false holds the answers of people to whom a guest passed the invitation on'),
  page: z.object({
    public: z.boolean().describe('everybody who has the link sees the page of the event'),
    listed: z.boolean().describe('it stands on the page and in the feed of its organizer'),
    open: z.boolean().describe('false: the page gives no more invitations'),
    url: z.string().optional().describe('absent while the event is not public'),
    organizerUrl: z.string().optional().describe('the page of all that its organizer lists'),
  }),
  blocked: z
    .object({ at: z.string(), why: z.string() })
    .optional()
    .describe('the domain owner stopped it'),
  reports: z.number().int().describe('guests who reported a mail about it as abuse'),
  version: z.number().int(),
  source: z.enum(['mail', 'api']),
  createdAt: z.string(),
});

/** What the world may see of an event, and where. */
function pageOf({
  eventId,
  page = NOT_PUBLIC,
}: EventRecord): z.output<typeof EventSummary>['page'] {
  const { organizerKey, ...shown } = page;
  const url = setting('PUBLIC_URL');
  return {
    ...shown,
    ...(page.public && { url: `${url}/e/${eventId}` }),
    ...(organizerKey !== undefined && { organizerUrl: `${url}/u/${organizerKey}` }),
  };
}

/** The summary of an event. */
export const summaryOf = (record: EventRecord): z.output<typeof EventSummary> => ({
  eventId: record.eventId,
  title: record.title,
  start: record.start,
  end: record.end,
  ...(record.zone !== undefined && { timeZone: record.zone }),
  status: record.status,
  organizer: { email: record.owner, ...(record.ownerName && { name: record.ownerName }) },
  acceptsShared: record.acceptsShared !== false,
  page: pageOf(record),
  ...(record.blocked && { blocked: record.blocked }),
  reports: record.reports ?? 0,
  version: record.version,
  source: record.source,
  createdAt: record.createdAt,
});

/**
 * The entity tag of an event: its version, and behind a point the settings beside it where they are not the usual ones.
 * Whoever names the version alone means what guests hear of.
 */
export function eventTag({
  version,
  acceptsShared,
  page,
}: Pick<z.output<typeof EventSummary>, 'version' | 'acceptsShared' | 'page'>): string {
  const unusual = [!acceptsShared, page.public, page.listed, !page.open];
  const bits = unusual.reduce((sum, is, at) => sum + (is ? 2 ** at : 0), 0);
  return bits === 0 ? `"${version}"` : `"${version}.${bits}"`;
}

/** Who makes a version: a key in the organizer's name, a person in their own. @param owner the organizer */
export const authorOf = ({ id, address }: Caller, owner: string): ChangedBy =>
  address === undefined
    ? { address: owner, evidence: 'api', keyId: id }
    : { address, evidence: 'session' };
