import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { STYLE } from './page-style.ts';

/** The answer of a public page. */
export type PageAnswer = APIGatewayProxyStructuredResultV2;

/** What a page may do beside showing itself. */
export type PageRights = Readonly<{
  /** A page of anybody's may show it in a frame. */
  framed?: boolean;
  /** Scripts from files of ours; never one in the page. */
  scripts?: boolean;
  /** Styles in the page beside our own, as they stand in it. */
  styles?: readonly string[];
}>;

const hashOf = (style: string): string =>
  `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

const OWN_STYLE = hashOf(STYLE);

/** Nothing but our own style, known by its hash; no script in the page, and no frame around it. */
function policyOf({ framed = false, scripts = false, styles = [] }: PageRights): string {
  return [
    "default-src 'none'",
    `style-src ${[OWN_STYLE, ...styles.map(hashOf)].join(' ')}`,
    "img-src 'self'",
    ...(scripts ? ["script-src 'self'", "worker-src 'self'"] : []),
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framed ? '*' : "'none'"}`,
  ].join('; ');
}

/** An answer with a page. The referrer would carry a token on. @param headers further fields, lower case */
export const page = (
  statusCode: number,
  body: string,
  rights: PageRights = {},
  headers: Readonly<Record<string, string>> = {},
): PageAnswer => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policyOf(rights),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  },
  body,
});

/** What the frame of a page is told beside its title and body. */
export type Frame = Readonly<{
  /** @default `en` */
  language?: string;
  /** Further elements of the head, HTML. Without: search engines pass the page over. */
  head?: string;
  /** Room for two columns. */
  wide?: boolean;
  /** What stands behind the main part, HTML. */
  foot?: string;
  /** The body begins with its own heading. */
  ownHeading?: boolean;
}>;

const NO_INDEX = '<meta name="robots" content="noindex">';

/**
 * A page: works on a phone, with a keyboard, without JavaScript.
 *
 * @param title shown as the heading; HTML, escaped
 * @param body HTML, escaped
 */
export const html = (title: string, body: string, frame: Frame = {}): string => `<!doctype html>
<html lang="${frame.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${frame.head ?? NO_INDEX}
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main${frame.wide ? ' class="wide"' : ''}>
${frame.ownHeading ? '' : `<h1>${title}</h1>\n`}${body}
</main>
${frame.foot ?? ''}
</body>
</html>
`;
