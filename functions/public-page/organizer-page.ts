import { readVersion } from '../../adapters/event-store.ts';
import { readListedEvents } from '../../adapters/public-events.ts';
import { toInstant } from '../../domain/calendar/zones.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { isKeyedId } from '../../domain/invite/keys.ts';
import {
  type EventView,
  eventView,
  organizerName,
  standingOf,
} from '../../domain/page/event-view.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer, PageRights } from '../page.ts';
import { askFor } from './ask.ts';
import { dayTile } from './day-tile.ts';
import { openGraph, publicUrl } from './event-head.ts';
import { addressField, type FormState, form } from './form.ts';
import { missing, show } from './layout.ts';
import type { PageRequest } from './request.ts';

/** Events on one page; the feed has all. */
const MAX_SHOWN = 50;

/** Events of one form; the texts say it. */
const MAX_CHOSEN = 10;

/** The upcoming events of an organizer, the next first. */
export type Upcoming = Readonly<{ name: string; events: readonly EventView[] }>;

/** Undefined for a key under which nothing is listed. */
export async function upcomingOf(
  organizerKey: string,
  { language, now }: PageRequest,
): Promise<Upcoming | undefined> {
  const listed = isKeyedId(organizerKey) ? await readListedEvents(organizerKey) : [];
  const newest = [...listed].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  if (newest === undefined) return undefined;
  const coming = listed
    .filter((record) => isComing(record, now.getTime()))
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .slice(0, MAX_SHOWN);
  const view = async (record: EventRecord) =>
    eventView(record, await readVersion(record.eventId, record.version), language, now.getTime());
  const events = await Promise.all(coming.map(view));
  const at = ({ shown }: EventView) => toInstant(shown.start);
  return { name: organizerName(newest), events: [...events].sort((a, b) => at(a) - at(b)) };
}

/** What is called off is told until it would have been. */
function isComing(record: EventRecord, now: number): boolean {
  const standing = standingOf(record, now);
  const endsAt = Date.parse(record.endsAt ?? '9999-12-31');
  return standing !== 'past' && endsAt > now;
}

/** One event to choose. @param chosen ids that were chosen before */
function choice(request: PageRequest, view: EventView, chosen: readonly string[]): Markup {
  const { texts, language } = request;
  const { eventId, title, when, location, repeats, standing } = view;
  const isOpen = standing === 'open';
  const box = isOpen
    ? markup`<input type="checkbox" name="event" value="${eventId}"${chosen.includes(eventId) ? markup` checked` : undefined}>`
    : markup`<span></span>`;
  const words =
    repeats && markup`<span class="soft" lang="${repeats.language}">${repeats.words}</span>`;
  const text = markup`<span><strong>${title}</strong>${when}${location !== '' && markup`<br>${location}`}${words && markup`<br>${words}`}${!isOpen && markup`<br><strong>${texts[standing]}</strong>`}</span>`;
  const line = markup`${box}${dayTile(view.shown.start, language)}${text}`;
  const row = isOpen ? markup`<label>${line}</label>` : markup`<div class="row">${line}</div>`;
  return markup`<li>${row}<p><a href="/e/${eventId}?lang=${language}" target="_top" aria-label="${texts.openPage}: ${title}">${texts.openPage}</a></p></li>`;
}

/** The list with one form: choose several, one address, one press. */
export async function choiceForm(
  request: PageRequest,
  organizerKey: string,
  events: readonly EventView[],
  state: FormState,
): Promise<Markup> {
  const { texts } = request;
  if (events.length === 0) return markup`<p class="card">${texts.noneUpcoming}</p>`;
  const chosen = request.form.getAll('event');
  const list = markup`<ul class="choices">${events.map((view) => choice(request, view, chosen))}</ul>`;
  const ask = markup`<aside><section class="card">${addressField(request, state, texts.addressHintMany)}<button type="submit">${texts.send}</button></section></aside>`;
  const both = markup`<fieldset class="columns"><legend class="soft">${texts.chooseHint}</legend>${list}${ask}</fieldset>`;
  return form(request, organizerKey, both);
}

async function organizerPage(
  request: PageRequest,
  organizerKey: string,
  { name, events }: Upcoming,
  state: FormState,
  status: number,
): Promise<PageAnswer> {
  const { texts } = request;
  const title = texts.eventsOf(name);
  const text = events.map((view) => view.title).join(' · ');
  const feed = publicUrl(`/feeds/u/${organizerKey}.ics`).replace(/^https?/, 'webcal');
  return show(request, {
    ...{ title, status, wide: true, head: openGraph(request, { title, text, isIndexed: true }) },
    body: markup`${await choiceForm(request, organizerKey, events, state)}
<p><a href="${feed}">${texts.subscribe}</a><br><span class="soft">${texts.subscribeHint}</span></p>`,
  });
}

/** Asks for the events of a form that are open and the organizer's own. */
export function askForChosen(
  request: PageRequest,
  id: string,
  { events }: Upcoming,
  again: (state: FormState, status: number) => Promise<PageAnswer>,
  rights?: PageRights,
): Promise<PageAnswer> {
  const chosen = new Set(request.form.getAll('event'));
  const open = events.filter(({ standing }) => standing === 'open');
  const eventIds = open.map(({ eventId }) => eventId).filter((each) => chosen.has(each));
  const address = request.form.get('address')?.slice(0, 254) ?? '';
  const { noneChosen, chooseHint } = request.texts;
  if (eventIds.length === 0) return again({ address, notice: noneChosen }, 400);
  if (eventIds.length > MAX_CHOSEN) return again({ address, notice: chooseHint }, 400);
  return askFor(request, { id, eventIds, origin: 'page', again, ...(rights && { rights }) });
}

/** `/u/{organizerKey}`: the upcoming events of an organizer; POST sends the invitations that were chosen. */
export async function serveOrganizer(request: PageRequest, isPost: boolean): Promise<PageAnswer> {
  const key = request.event.pathParameters?.organizerKey ?? '';
  const upcoming = await upcomingOf(key, request);
  if (upcoming === undefined) return missing(request);
  const again = (state: FormState, status: number) =>
    organizerPage(request, key, upcoming, state, status);
  return isPost ? askForChosen(request, key, upcoming, again) : again({}, 200);
}
