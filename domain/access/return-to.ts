/** Where somebody comes out who asked for no page, or for one that is not ours. */
export const START = '/';

const MAX_LENGTH = 1_000;

/** A base that is nobody's: a text that leads away from it leads away from us. */
const BASE = 'https://convoke.invalid';

/**
 * The page of ours to which somebody goes back after they signed in: a path with a query, never another site.
 *
 * `//evil` is another host, `/\evil` is one to a browser, and what is written in percent signs may be decoded by a
 * server in between (security.md 1.8; better-auth CVE-2025-27143).
 *
 * @returns START for everything else
 */
export function returnToOf(text: string | undefined): string {
  if (text === undefined || text.length > MAX_LENGTH || !/^\/[\x21-\x7e]*$/.test(text))
    return START;
  if (/^\/[/\\]|\\|%(?:2f|5c|00)/i.test(text)) return START;
  const url = URL.parse(text, BASE);
  return url !== null && url.origin === BASE ? `${url.pathname}${url.search}` : START;
}
