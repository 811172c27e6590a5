import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { chooseLanguage, type Language } from '../domain/page/language.ts';
import { LINK_TEXTS, type LinkTexts, type Told } from '../domain/page/link-texts.ts';
import { languageLinks } from './language-links.ts';
import { type Markup, markup } from './markup.ts';
import { html, type PageAnswer, type PageRights, page } from './page.ts';

/** Whoever opened a link of a mail: the language of the page for them. */
export type Visitor = Readonly<{ language: Language; texts: LinkTexts; query: string }>;

/** The visitor of a request: `?lang=`, else Accept-Language. */
export function visitorOf({ rawQueryString, headers }: APIGatewayProxyEventV2): Visitor {
  const asked = new URLSearchParams(rawQueryString).get('lang') ?? undefined;
  const language = chooseLanguage(asked, headers['accept-language']);
  return { language, texts: LINK_TEXTS[language], query: rawQueryString };
}

/** The query of this page in a language. It stands alone in links: the path may hold a token. */
function queryIn({ query }: Visitor, language: Language): string {
  const asked = new URLSearchParams(query);
  asked.set('lang', language);
  return `?${asked}`;
}

/** A path of ours, in the language that the address of this page asks for, if it does. */
export function onwards({ language, query }: Visitor, path: string): string {
  return new URLSearchParams(query).has('lang') ? `${path}?lang=${language}` : path;
}

/** A page in the visitor's language. @param title not escaped yet */
export function linkPage(
  visitor: Visitor,
  status: number,
  title: string,
  body: Markup,
  rights: PageRights = {},
): PageAnswer {
  const { language, texts } = visitor;
  const foot = languageLinks(texts.language, language, (each) => queryIn(visitor, each));
  const frame = { language, foot: foot.markup };
  const document = html(markup`${title}`.markup, body.markup, frame);
  return page(status, document, rights, { vary: 'accept-language' });
}

/** A page that only tells something. */
export const tellPage = (
  visitor: Visitor,
  status: number,
  [title, text]: Told,
  rights?: PageRights,
): PageAnswer => linkPage(visitor, status, title, markup`<p>${text}</p>`, rights);
