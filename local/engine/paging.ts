import { ApiError } from './errors.ts';

/** A page of a list: how many entries, and what the page before ended with. */
export type Page = Readonly<{ limit: number; after: number | undefined }>;

/** What the API's calls take. */
export type PageRequest = Readonly<{
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}>;

/** The page that a call asks for. @throws ApiError InvalidToken, ValidationException */
export function readPage({ maxResults = 0, nextToken }: PageRequest): Page {
  if (!Number.isInteger(maxResults) || maxResults < 0 || maxResults > 1_000) {
    throw new ApiError('ValidationException', 'maxResults must be between 0 and 1000');
  }
  const limit = maxResults === 0 ? 100 : maxResults;
  if (nextToken === undefined) return { limit, after: undefined };
  const text = Buffer.from(nextToken, 'base64url').toString('latin1');
  const after = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(after)) {
    throw new ApiError('InvalidToken', `Invalid Token: '${nextToken}'`);
  }
  return { limit, after };
}

/** The fields of an answer: the entries of this page, and a token when there are more. */
export function pageOf<T>(
  found: readonly T[],
  page: Page,
  position: (last: T) => number,
): { entries: T[]; next: { nextToken: string } | Record<string, never> } {
  const entries = found.slice(0, page.limit);
  const last = entries.at(-1);
  if (found.length <= page.limit || last === undefined) return { entries, next: {} };
  const nextToken = Buffer.from(String(position(last)), 'latin1').toString('base64url');
  return { entries, next: { nextToken } };
}
