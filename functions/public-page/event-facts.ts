import type { EventView } from '../../domain/page/event-view.ts';
import { type Markup, markup } from '../markup.ts';
import { dayTile } from './day-tile.ts';
import type { PageRequest } from './request.ts';

/** Why an event gives no invitations; nothing for one that does. */
export function standingNotice(
  { texts }: PageRequest,
  { standing }: EventView,
): Markup | undefined {
  if (standing === 'open') return undefined;
  return markup`<p class="notice">${texts[standing]}</p>`;
}

/** Leaf of the calendar, title and organizer. */
export const eventHead = ({ language }: PageRequest, view: EventView): Markup =>
  markup`<header class="head">${dayTile(view.shown.start, language)}
<div><h1>${view.title}</h1><p class="soft">${view.organizer}</p></div></header>`;

/** When, where, and how often. */
export function eventFacts({ texts, language }: PageRequest, view: EventView): Markup {
  const { when, location, repeats, next } = view;
  const words = repeats && markup`<span lang="${repeats.language}">${repeats.words}</span>`;
  const rule =
    repeats && (repeats.language === language ? words : markup`${repeats.before} ${words}`);
  const dates = next.map((date) => markup`<li>${date}</li>`);
  return markup`<dl>
<div><dt>${texts.when}</dt><dd>${when}</dd></div>
${location !== '' && markup`<div><dt>${texts.where}</dt><dd>${location}</dd></div>`}
${rule && markup`<div><dt>${texts.repeats}</dt><dd>${rule}</dd></div>`}
${dates.length > 0 && markup`<div><dt>${texts.nextDates}</dt><dd><ul>${dates}</ul></dd></div>`}
</dl>`;
}
