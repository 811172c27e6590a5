import { readVersion } from '../../adapters/event-store.ts';
import { readPublicEvent } from '../../adapters/public-events.ts';
import { calendarLinks } from '../../domain/page/calendar-links.ts';
import { type EventView, eventView } from '../../domain/page/event-view.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';
import { askFor } from './ask.ts';
import { eventFacts, eventHead, standingNotice } from './event-facts.ts';
import { eventPageHead, publicUrl } from './event-head.ts';
import { addressField, type FormState, form } from './form.ts';
import { missing, show } from './layout.ts';
import type { PageRequest } from './request.ts';

/** The event of an id in the visitor's language, if it is public. */
export async function viewOf(
  eventId: string,
  { language, now }: PageRequest,
): Promise<EventView | undefined> {
  const record = await readPublicEvent(eventId);
  if (record === undefined) return undefined;
  const version = await readVersion(eventId, record.version);
  return eventView(record, version, language, now.getTime());
}

function copies({ texts }: PageRequest, view: EventView): Markup {
  const feed = publicUrl(`/feeds/e/${view.eventId}.ics`);
  const links = calendarLinks(view, publicUrl(`/e/${view.eventId}`)).map(
    ({ name, url }) => markup`<li><a href="${url}" rel="noopener nofollow">${name}</a></li>`,
  );
  return markup`<details><summary>${texts.copies}</summary>
<ul class="links">${links}<li><a href="${feed}">${texts.file}</a></li></ul>
<p class="soft">${texts.copiesHint}</p></details>
<details><summary>${texts.subscribe}</summary>
<ul class="links"><li><a href="${feed.replace(/^https?/, 'webcal')}">${texts.subscribe}</a></li></ul>
<p class="soft">${texts.subscribeHint}</p></details>`;
}

const qr = ({ texts }: PageRequest, path: string): Markup =>
  markup`<details><summary>${texts.qr}</summary><img class="qr" src="${path}/qr.svg" alt="${texts.qr}" width="192" height="192" loading="lazy"><p class="soft">${texts.qrHint}</p></details>`;

async function eventPage(
  request: PageRequest,
  view: EventView,
  state: FormState = {},
  status = 200,
): Promise<PageAnswer> {
  const { texts } = request;
  const { eventId, title, description, standing } = view;
  const field = addressField(request, state);
  const ask = markup`<section class="card" aria-labelledby="ask"><h2 id="ask">${texts.buttonTitle}</h2>
${await form(request, eventId, field, markup`<button type="submit">${texts.sendOne}</button>`)}</section>`;
  const others = markup`<section class="card">${standing !== 'past' && standing !== 'cancelled' && copies(request, view)}${qr(request, `/e/${eventId}`)}</section>`;
  return show(request, {
    ...{ title, status, wide: true, ownHeading: true, head: eventPageHead(request, view) },
    body: markup`<div class="columns"><article class="card">${standingNotice(request, view)}${eventHead(request, view)}
${eventFacts(request, view)}
${description !== '' && markup`<p class="text">${description}</p>`}</article>
<aside>${standing === 'open' && ask}${others}</aside></div>`,
  });
}

/** `/e/{eventId}`: shows an event; POST sends its invitation. */
export async function serveEvent(request: PageRequest, isPost: boolean): Promise<PageAnswer> {
  const view = await viewOf(request.event.pathParameters?.eventId ?? '', request);
  if (view === undefined) return missing(request);
  const again = (state: FormState, status: number) => eventPage(request, view, state, status);
  if (!isPost || view.standing !== 'open') return again({}, isPost ? 409 : 200);
  const { eventId } = view;
  return askFor(request, { id: eventId, eventIds: [eventId], origin: 'page', again });
}
