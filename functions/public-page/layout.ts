import { languageLinks } from '../language-links.ts';
import { type Markup, markup } from '../markup.ts';
import { html, type PageAnswer, type PageRights, page } from '../page.ts';
import { inLanguage, type PageRequest } from './request.ts';

/** A page's parts. */
export type Content = Readonly<{
  title: string;
  body: Markup;
  head?: Markup;
  status?: number;
  wide?: boolean;
  ownHeading?: boolean;
  headers?: Readonly<Record<string, string>>;
  rights?: PageRights;
}>;

/** The page once in each language, for the foot of a page and for search engines. */
const languages = (request: PageRequest): Markup =>
  languageLinks(request.texts.language, request.language, (each) => inLanguage(request, each));

/** The answer with a page in the visitor's language. */
export function show(request: PageRequest, content: Content): PageAnswer {
  const { title, body, head, status = 200, wide = false, ownHeading = false } = content;
  const { rights = {}, headers = {} } = content;
  const document = html(markup`${title}`.markup, body.markup, {
    language: request.language,
    ...(head && { head: head.markup }),
    foot: rights.framed ? '' : languages(request).markup,
    wide,
    ownHeading,
  });
  return page(status, document, rights, { vary: 'accept-language', ...headers });
}

/** The page for what is not there or not public: in the same words. */
export const missing = (request: PageRequest, rights: PageRights = {}): PageAnswer =>
  show(request, {
    ...{ title: request.texts.missingTitle, status: 404, rights },
    body: markup`<p>${request.texts.missing}</p>`,
  });
