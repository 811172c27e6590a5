import { setting } from '../../adapters/environment.ts';
import type { EventView } from '../../domain/page/event-view.ts';
import { jsonLd } from '../../domain/page/json-ld.ts';
import { LANGUAGES } from '../../domain/page/language.ts';
import { type Markup, markup, trusted } from '../markup.ts';
import type { PageRequest } from './request.ts';

/** The public address of a path. */
export const publicUrl = (path: string): string => `${setting('PUBLIC_URL')}${path}`;

/** What a line of a preview holds. */
const MAX_PREVIEW = 200;

/** What search engines and messengers read of a page (Open Graph). @param isIndexed search engines may show it */
export function openGraph(
  request: PageRequest,
  about: Readonly<{ title: string; text: string; isIndexed: boolean }>,
): Markup {
  const url = publicUrl(request.path);
  const others = LANGUAGES.map(
    (language) =>
      markup`<link rel="alternate" hreflang="${language}" href="${url}?lang=${language}">`,
  );
  const text = about.text.replaceAll('\n', ' ').slice(0, MAX_PREVIEW);
  return markup`${!about.isIndexed && markup`<meta name="robots" content="noindex">`}
<link rel="canonical" href="${url}">
${others}
<meta name="description" content="${text}">
<meta property="og:type" content="website">
<meta property="og:title" content="${about.title}">
<meta property="og:description" content="${text}">
<meta property="og:url" content="${url}">
<meta property="og:locale" content="${request.language}">
<meta name="twitter:card" content="summary">`;
}

/** The head of an event's page: as above, and the event for search engines (schema.org). */
export function eventPageHead(request: PageRequest, view: EventView): Markup {
  const { title, when, location, isListed } = view;
  const text = [when, location].filter((part) => part !== '').join(' · ');
  const data = trusted(jsonLd(view, publicUrl(request.path)));
  return markup`${openGraph(request, { title, text, isIndexed: isListed })}
<script type="application/ld+json">${data}</script>`;
}
