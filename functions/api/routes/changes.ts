import * as z from 'zod';
import { bringAgain, bringChange } from '../../../adapters/bring-change.ts';
import { acceptShared, publishVersion, readNewestVersion } from '../../../adapters/event-store.ts';
import { holdSeconds } from '../../../adapters/hold.ts';
import { countInvited } from '../../../adapters/invited-guests.ts';
import { setPage } from '../../../adapters/public-events.ts';
import { EventBusy, record } from '../../../adapters/record-message.ts';
import { keys } from '../../../adapters/secrets.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import type { CalendarMessage } from '../../../domain/calendar/snapshot.ts';
import type { Said } from '../../../domain/invite/apply-message.ts';
import {
  cancelMessage,
  changeMessage,
  type RequestedMessage,
} from '../../../domain/invite/change-event.ts';
import {
  type EventRecord,
  type EventVersion,
  NOT_PUBLIC,
  type PageSetting,
} from '../../../domain/invite/event.ts';
import { type ApiRequest, endpoint } from '../endpoint.ts';
import { authorOf, EVENT_FIELDS, EventSummary, eventTag, summaryOf } from '../event-answer.ts';
import { checkTag, tagOf } from '../if-match.ts';
import { Problem } from '../problem.ts';
import { eventOf } from '../within.ts';

/** An event, and what became of a change of it. */
export const Changed = EventSummary.extend({
  change: z.object({
    diff: z.array(z.string()).describe('what is different, in words'),
    guests: z.number().int().describe('how many hear of it'),
    holdSeconds: z.number().describe('after so many seconds, unless the event changes again'),
  }),
});

type Request = Pick<ApiRequest<unknown, unknown>, 'caller' | 'ifMatch' | 'now'>;

/** What a request says of an event, from its newest version. */
type Ask = (version: EventVersion, now: Date) => RequestedMessage;

/** Says something of an event in its organizer's name, and brings it to the guests. */
export async function applyRequest(
  { eventId }: EventRecord,
  { caller, ifMatch, now }: Request,
  ask: Ask,
): Promise<z.output<typeof Changed>> {
  const { mac } = await keys();
  const isLeft = await bringLeft(eventId, now);
  const say = (before: EventVersion | undefined): Said | undefined => {
    if (before === undefined) throw new Error('the event has no version');
    // Settings are not in a version.
    checkTag(tagOf(before), ifMatch?.replace(/\.\d+"/g, '"'));
    const asked = ask(before, now);
    if (asked.kind === 'fault') throw new Problem('invalid_time', asked.detail);
    return asked.kind === 'same' ? undefined : saidBy(before, asked.message, { caller, now });
  };
  const applied = await record(eventId, say, { name: crypto.randomUUID(), now, mac });
  if (applied.kind !== 'version') return changed(eventId, caller, [], isLeft);
  const { version } = applied;
  await bringChange(version);
  return changed(eventId, caller, version.diff, version.tells !== 'nobody');
}

function saidBy(
  { eventId, owner, ownerName, source }: EventVersion,
  message: CalendarMessage,
  { caller, now }: Pick<Request, 'caller' | 'now'>,
): Said {
  return {
    ...{ message, eventId, source, arrivedAt: now.toISOString() },
    owner: { address: owner, ...(ownerName !== undefined && { name: ownerName }) },
    by: authorOf(caller, owner),
  };
}

/**
 * Does what an earlier request left undone that broke off: its version is there, and nobody was told. Repeated, that
 * request finds its own words said, or its If-Match outdated.
 *
 * @returns true when the guests hear of that version now
 */
async function bringLeft(eventId: string, now: Date): Promise<boolean> {
  const newest = await readNewestVersion(eventId);
  if (newest === undefined) return false;
  await publishVersion(newest);
  return bringAgain(newest, now);
}

async function changed(
  eventId: string,
  caller: Caller,
  diff: readonly string[],
  isTold: boolean,
): Promise<z.output<typeof Changed>> {
  const [record, guests] = await Promise.all([
    eventOf(eventId, caller),
    isTold ? countInvited(eventId) : 0,
  ]);
  return { ...summaryOf(record), change: { diff: [...diff], guests, holdSeconds: holdSeconds() } };
}

const PageChange = z
  .strictObject({ public: z.boolean(), listed: z.boolean(), open: z.boolean() })
  .partial();

/** What is left out stays; what is not public is not listed. */
function changedPage(
  before: PageSetting = NOT_PUBLIC,
  change: z.output<typeof PageChange>,
): PageSetting {
  const isPublic = change.public ?? (change.listed === true || before.public);
  return {
    public: isPublic,
    listed: isPublic && (change.listed ?? before.listed),
    open: change.open ?? before.open,
  };
}

/** Edits of a page that meet come one after another, each on top of the one before. */
const MAX_TRIES = 5;

async function changePage(
  asRead: EventRecord,
  change: z.output<typeof PageChange>,
  caller: Caller,
): Promise<void> {
  let event = asRead;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (await setPage(event, changedPage(event.page, change))) return;
    event = await eventOf(event.eventId, caller);
  }
  throw new EventBusy();
}

/** `PATCH /v1/events/{eventId}` */
export const changeEvent = endpoint({
  summary: 'Change an event',
  description:
    'What is left out stays. Every guest hears of it after the hold time. An event that came by mail is changed in the calendar of its organizer; only `acceptsShared` and `page` are set here. `page` says what the world may see; nothing is public before.',
  body: z
    .strictObject(EVENT_FIELDS)
    .partial()
    .extend({ acceptsShared: z.boolean().optional(), page: PageChange.optional() }),
  answer: Changed,
  conditional: true,
  etag: eventTag,
  async handle({ params, body, ...request }) {
    const event = await eventOf(params.eventId, request.caller);
    const { acceptsShared, page, ...change } = body;
    const isChange = Object.values(change).some((value) => value !== undefined);
    if (isChange && event.source === 'mail') {
      throw new Problem('changed_by_mail', 'its organizer edits it in their own calendar');
    }
    const ask: Ask = (version, now) => {
      if (version.series.status === 'confirmed') return changeMessage(version, change, now);
      throw new Problem('event_cancelled', 'make a new one and send it to the list again');
    };
    // An edit of both is refused before either is done.
    if (acceptsShared !== undefined || page !== undefined || !isChange) {
      checkTag(eventTag(summaryOf(event)), request.ifMatch);
    }
    const answer = isChange
      ? await applyRequest(event, request, ask)
      : await changed(event.eventId, request.caller, [], false);
    if (acceptsShared !== undefined) await acceptShared(event.eventId, acceptsShared);
    if (page !== undefined) await changePage(event, page, request.caller);
    if (acceptsShared === undefined && page === undefined) return answer;
    return { ...answer, ...summaryOf(await eventOf(event.eventId, request.caller)) };
  },
});

/** `POST /v1/events/{eventId}/cancel` */
export const cancelEvent = endpoint({
  summary: 'Cancel an event, or one date of a series',
  description: 'Of whatever source: the domain owner can stop everything. Every guest hears of it.',
  body: z
    .strictObject({
      instance: z.string().max(40).optional().describe('original start of the date, as in `start`'),
    })
    .default({}),
  answer: Changed,
  conditional: true,
  etag: eventTag,
  async handle({ params, body, ...request }) {
    const event = await eventOf(params.eventId, request.caller);
    return applyRequest(event, request, (version, now) =>
      cancelMessage(version, body.instance, now),
    );
  },
});
