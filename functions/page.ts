import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The answer of a public page. */
export type PageAnswer = APIGatewayProxyStructuredResultV2;

/** Nothing but our own style; no script, no frame, no referrer that would carry a token on. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** An answer with a page. */
export const page = (statusCode: number, body: string): PageAnswer => ({
  statusCode,
  headers: HEADERS,
  body,
});

/** A page of one heading: works on a phone, with a keyboard, without JavaScript. @param body HTML, escaped */
export const html = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; font: 1.0625rem/1.5 system-ui, sans-serif; }
button { font: inherit; padding: 0.75rem 1.25rem; min-height: 2.75rem; cursor: pointer; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
