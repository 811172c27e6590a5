import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { chooseLanguage, type Language } from '../../domain/page/language.ts';
import type { PageTexts } from '../../domain/page/page-texts.ts';
import { TEXTS } from '../../domain/page/texts.ts';

/** What a visitor asks for, read once. */
export type PageRequest = Readonly<{
  path: string;
  query: URLSearchParams;
  /** The query as it came: mail programs write it, not browsers. */
  rawQuery: string;
  /** Fields of the form; empty where there is none. */
  form: URLSearchParams;
  cookies: readonly string[];
  language: Language;
  texts: PageTexts;
  event: APIGatewayProxyEventV2;
  now: Date;
}>;

/** Octets of a form: an address and some dozens of event ids. */
const MAX_FORM = 16_384;

function readForm({ headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  if (!isForm || body.length > 2 * MAX_FORM) return '';
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  return text.length > MAX_FORM ? '' : text;
}

/** Reads a request of the HTTP API. */
export function readRequest(event: APIGatewayProxyEventV2, now: Date): PageRequest {
  const { rawPath, rawQueryString, headers, cookies } = event;
  const query = new URLSearchParams(rawQueryString);
  const language = chooseLanguage(query.get('lang') ?? undefined, headers['accept-language']);
  return {
    ...{ path: rawPath, query, rawQuery: rawQueryString, language, texts: TEXTS[language], event },
    form: new URLSearchParams(readForm(event)),
    cookies: cookies ?? (headers.cookie ?? '').split(/; */),
    now,
  };
}

/** The path of this page in a language, with what else its address says. */
export function inLanguage({ path, query }: PageRequest, language: Language): string {
  const asked = new URLSearchParams(query);
  asked.set('lang', language);
  return `${path}?${asked}`;
}
