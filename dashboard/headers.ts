/**
 * The header fields of every file of the dashboard, lower case. Scripts and styles come from the site itself and from
 * nowhere else; nothing is inline but the styles of a mail that is shown.
 *
 * @param storage origin to which the browser uploads lists and from which it fetches files, such as S3's
 */
export const dashboardHeaders = (storage: string): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // For the frame that shows a mail, which has its styles on its elements and inherits this policy.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self' ${storage}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types vue mail',
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
});

/** How long a file may be kept: names in `assets/` hold a hash of what is in them. @param path below `/dashboard/` */
export const cacheControlOf = (path: string): string =>
  path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** The media type of a file of the dashboard. @param extension with its dot */
export const typeOf = (extension: string): string => TYPES[extension] ?? 'application/octet-stream';
