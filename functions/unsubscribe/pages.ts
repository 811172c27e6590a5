import type { Subscription, Subscriptions } from '../../adapters/subscriptions.ts';
import { dateFormat } from '../../domain/calendar/date-formats.ts';
import { linkPage, type Visitor } from '../link-page.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';
import type { Asked } from './asked.ts';

/** What a person gets, of whose link it is, and what was just done. */
type Choices = Subscriptions & Readonly<{ eventId: string | undefined; asked?: Asked }>;

/** @param about what a screen reader adds to the label, which many buttons have */
const button = (change: string, label: string, about = ''): Markup =>
  markup`<button class="quiet" type="submit" name="change" value="${change}"${about !== '' && markup` aria-label="${label}: ${about}"`}>${label}</button>`;

function dayOf(start: string, { language }: Visitor): string {
  const words = dateFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return words.format(new Date(`${start.slice(0, 10)}T00:00:00Z`));
}

function eventRow(visitor: Visitor, event: Subscription): Markup {
  const { eventId, title, start, organizer, isLeft } = event;
  const texts = visitor.texts.unsubscribe;
  const change = isLeft
    ? button(`resume-event-${eventId}`, texts.resumeEvent, title)
    : button(`stop-event-${eventId}`, texts.stopEvent, title);
  return markup`<li><p><strong>${title}</strong><br><span class="soft">${dayOf(start, visitor)} · ${organizer}</span>${isLeft && markup`<br>${texts.eventStopped}`}</p>${!isLeft && markup`<p class="soft">${texts.stopEventHint}</p>`}${change}</li>`;
}

/** @param key of an organizer. @param isBlocked nothing of them is sent */
function organizerRow({ texts }: Visitor, name: string, key: string, isBlocked: boolean): Markup {
  const { organizerStopped, resumeOrganizer, stopOrganizer } = texts.unsubscribe;
  const change = isBlocked
    ? button(`resume-organizer-${key}`, resumeOrganizer, name)
    : button(`stop-organizer-${key}`, stopOrganizer, name);
  return markup`<li><p><strong>${name}</strong>${isBlocked && markup`<br>${organizerStopped}`}</p>${change}</li>`;
}

const card = (heading: string, rows: readonly Markup[]): Markup | undefined =>
  rows.length === 0
    ? undefined
    : markup`<section class="card"><h2>${heading}</h2><ul class="rows">${rows}</ul></section>`;

function everything({ texts }: Visitor, why: string | undefined): Markup {
  const { unsubscribe } = texts;
  if (why === undefined) {
    return markup`<section class="card"><h2>${unsubscribe.everything}</h2><p>${unsubscribe.everythingHint}</p>
<button type="submit" name="change" value="stop-everything">${unsubscribe.stopEverything}</button></section>`;
  }
  if (why !== 'unsubscribed') return markup`<p class="card">${unsubscribe.closed}</p>`;
  return markup`<section class="card"><p>${unsubscribe.everythingStopped}</p>${button('resume-everything', unsubscribe.resumeEverything)}</section>`;
}

function parts(visitor: Visitor, { events, otherBlocked, eventId }: Choices) {
  const texts = visitor.texts.unsubscribe;
  const organizers = new Map(events.map((event) => [event.organizerKey, event]));
  const isOwn = (event: Subscription) => event.eventId === eventId;
  const rows = (some: readonly Subscription[]) => some.map((event) => eventRow(visitor, event));
  return {
    own: card(texts.events, rows(events.filter(isOwn))),
    organizers: card(texts.organizers, [
      ...[...organizers].map(([key, { organizer, isBlocked }]) =>
        organizerRow(visitor, organizer, key, isBlocked),
      ),
      ...otherBlocked.map((key) => organizerRow(visitor, texts.someOrganizer, key, true)),
    ]),
    more: card(texts.moreEvents, rows(events.filter((event) => !isOwn(event)))),
  };
}

/** What a guest gets, with a button for each change: first what the mail was about, last what else there is. */
export function choicePage(visitor: Visitor, choices: Choices): PageAnswer {
  const { why, asked } = choices;
  const texts = visitor.texts.unsubscribe;
  const shown = why === undefined ? parts(visitor, choices) : undefined;
  const done = asked?.do === 'resume' ? texts.resumed : texts.stopped;
  return linkPage(
    visitor,
    200,
    texts.title,
    markup`${asked && markup`<p class="notice good" role="status">${done}</p>`}
<form method="post">${shown?.own}${shown?.organizers}${everything(visitor, why)}${shown?.more}</form>`,
  );
}
