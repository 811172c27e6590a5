import type { EventView } from '../../domain/page/event-view.ts';
import { type Markup, markup, trusted } from '../markup.ts';
import type { PageAnswer, PageRights } from '../page.ts';
import { askFor } from './ask.ts';
import { CHALLENGE_SCRIPT } from './challenge-script.ts';
import { lookOf } from './embed-look.ts';
import { EMBED_SCRIPT, SIZE_SCRIPT } from './embed-scripts.ts';
import { eventFacts, eventHead, standingNotice } from './event-facts.ts';
import { viewOf } from './event-page.ts';
import { addressField, type FormState, form } from './form.ts';
import { missing, show } from './layout.ts';
import { askForChosen, choiceForm, upcomingOf } from './organizer-page.ts';
import type { PageRequest } from './request.ts';

/** Pages for frames of anybody's page. No cookie and no sign-in is behind them: a click that is stolen gains nothing. */
const rightsOf = (request: PageRequest): PageRights => ({
  ...{ framed: true, scripts: true, styles: [lookOf(request)] },
});

function framed(request: PageRequest, title: string, body: Markup, status = 200): PageAnswer {
  const rights = rightsOf(request);
  return show(request, {
    ...{ title, status, rights, ownHeading: true, wide: true },
    head: markup`<meta name="robots" content="noindex"><style>${trusted(lookOf(request))}</style><script src="/embed/size.js" defer></script>`,
    body,
  });
}

const buttonOnly = ({ texts, language }: PageRequest, { eventId, title }: EventView): Markup =>
  markup`<h1 class="extra">${title}</h1><a class="button" href="/e/${eventId}?lang=${language}" target="_blank" rel="noopener" aria-label="${texts.buttonTitle}: ${title}">${texts.buttonTitle}</a>`;

/** `/embed/e/{eventId}`: one event with its form, or a button alone (`show=button`). */
export async function serveEmbeddedEvent(
  request: PageRequest,
  isPost: boolean,
): Promise<PageAnswer> {
  const view = await viewOf(request.event.pathParameters?.eventId ?? '', request);
  const rights = rightsOf(request);
  if (view === undefined) return missing(request, rights);
  const { texts, query } = request;
  const { eventId, title, standing } = view;
  if (query.get('show') === 'button') return framed(request, title, buttonOnly(request, view));
  const again = async (state: FormState, status: number) => {
    const button = markup`<button type="submit">${texts.sendOne}</button>`;
    const ask = form(request, eventId, addressField(request, state), button);
    const facts = markup`${standingNotice(request, view)}${eventHead(request, view)}${eventFacts(request, view)}`;
    const isOpen = standing === 'open';
    const body = markup`<section class="card">${facts}${isOpen && markup`<div class="part">${await ask}</div>`}</section>`;
    return framed(request, title, body, status);
  };
  if (!isPost || standing !== 'open') return again({}, isPost ? 409 : 200);
  return askFor(request, { id: eventId, eventIds: [eventId], origin: 'page', again, rights });
}

/** `/embed/u/{organizerKey}`: the list of an organizer. */
export async function serveEmbeddedList(
  request: PageRequest,
  isPost: boolean,
): Promise<PageAnswer> {
  const key = request.event.pathParameters?.organizerKey ?? '';
  const upcoming = await upcomingOf(key, request);
  const rights = rightsOf(request);
  if (upcoming === undefined) return missing(request, rights);
  const title = request.texts.eventsOf(upcoming.name);
  const again = async (state: FormState, status: number) => {
    const list = await choiceForm(request, key, upcoming.events, state);
    return framed(request, title, markup`<h1 class="extra">${title}</h1>${list}`, status);
  };
  return isPost ? askForChosen(request, key, upcoming, again, rights) : again({}, 200);
}

const script = (body: string): PageAnswer => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=3600',
  },
  body,
});

/** `/embed.js` */
export const serveEmbedScript = (): PageAnswer => script(EMBED_SCRIPT);

/** `/challenge.js` */
export const serveChallengeScript = (): PageAnswer => script(CHALLENGE_SCRIPT);

/** `/embed/size.js` */
export const serveSizeScript = (): PageAnswer => script(SIZE_SCRIPT);
