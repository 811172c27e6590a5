import { readButton, vendorIn } from '../../domain/buttons/read-button.ts';
import { readAddress } from '../../domain/identity/address.ts';
import type { EventView } from '../../domain/page/event-view.ts';
import { maskAddress } from '../../domain/page/mask-address.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';
import { askFor } from './ask.ts';
import { eventFacts, eventHead, standingNotice } from './event-facts.ts';
import { viewOf } from './event-page.ts';
import { addressField, type FormState, form } from './form.ts';
import { missing, show } from './layout.ts';
import { remember, rememberedAddress } from './remember.ts';
import type { PageRequest } from './request.ts';

type State = FormState & Readonly<{ known?: string }>;

/** An address that the link brought, or that was remembered: shown masked, with one button. */
async function oneButton(
  request: PageRequest,
  { eventId }: EventView,
  known: string,
): Promise<Markup> {
  const { texts, language } = request;
  const other = `${request.path}?src=${vendorIn(request.rawQuery)}&other=1&lang=${language}`;
  const hidden = markup`<input type="hidden" name="address" value="${known}">`;
  const button = markup`<button type="submit">${texts.sendOne}</button>`;
  return markup`<p>${texts.buttonFor(maskAddress(known))}</p>
${await form(request, eventId, hidden, button)}
<p class="soft"><a href="${other}">${texts.otherAddress}</a></p>`;
}

async function askForAddress(request: PageRequest, view: EventView, state: State): Promise<Markup> {
  const { texts } = request;
  const box = markup`<label class="check"><input type="checkbox" name="remember" value="1"${request.form.has('remember') ? markup` checked` : undefined}>${texts.remember}</label>`;
  const button = markup`<button type="submit">${texts.sendOne}</button>`;
  return form(request, view.eventId, addressField(request, state), box, button);
}

async function buttonPage(
  request: PageRequest,
  view: EventView,
  state: State,
  status: number,
): Promise<PageAnswer> {
  const { texts } = request;
  const isOpen = view.standing === 'open';
  const ask =
    state.known === undefined
      ? await askForAddress(request, view, state)
      : await oneButton(request, view, state.known);
  return show(request, {
    ...{ title: texts.buttonTitle, status, wide: true, ownHeading: true },
    body: markup`<div class="columns"><article class="card">${standingNotice(request, view)}${eventHead(request, view)}${eventFacts(request, view)}</article>
<aside>${isOpen && markup`<section class="card" aria-labelledby="ask"><h2 id="ask">${texts.buttonTitle}</h2>${ask}</section>`}</aside></div>`,
  });
}

/** For the organizer who tries their mail: the button works, and nothing was sent. */
const previewPage = (request: PageRequest, { eventId }: EventView): PageAnswer =>
  show(request, {
    title: request.texts.previewTitle,
    body: markup`<p>${request.texts.preview}</p>
<p><a href="/e/${eventId}?lang=${request.language}">${request.texts.openPage}</a></p>`,
  });

function stateOf(request: PageRequest): State | 'preview' {
  const reading = readButton(request.rawQuery);
  switch (reading.kind) {
    case 'address':
      return { known: reading.address };
    case 'preview':
      return 'preview';
    case 'none': {
      const known = request.query.has('other') ? undefined : rememberedAddress(request.cookies);
      return known === undefined ? {} : { known };
    }
    default:
      return reading satisfies never;
  }
}

/** `/i/{eventId}`: the page behind a newsletter's button. GET shows one more button, since scanners open every link. */
export async function serveButton(request: PageRequest, isPost: boolean): Promise<PageAnswer> {
  const view = await viewOf(request.event.pathParameters?.eventId ?? '', request);
  if (view === undefined) return missing(request);
  if (!isPost) {
    const state = stateOf(request);
    return state === 'preview' ? previewPage(request, view) : buttonPage(request, view, state, 200);
  }
  if (view.standing !== 'open') return buttonPage(request, view, {}, 409);
  const { eventId } = view;
  const typed = request.form.get('address') ?? '';
  // Pressed too fast, an address of the link stays masked.
  const isHidden = !request.form.has('remember') && readAddress(typed) === typed;
  return askFor(request, {
    ...{ id: eventId, eventIds: [eventId], origin: `button:${vendorIn(request.rawQuery)}` },
    again: (state, status) =>
      buttonPage(request, view, isHidden ? { known: typed } : state, status),
    remembered: (address) => (request.form.has('remember') ? remember(address) : {}),
  });
}
