import * as z from 'zod';
import { pageOf } from './answers.ts';
import type { ApiClient, PageQuery } from './api-client.ts';
import { path, search } from './stack-client.ts';

/** A key of the API. */
export const ApiKey = z.looseObject({
  keyId: z.string(),
  name: z.string().optional(),
  scopes: z.array(z.string()),
  organizer: z.string().optional(),
  createdAt: z.string(),
  lastUsedOn: z.string().optional(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
});

/** A key that was just made: the one time that it can be read. */
export const NewApiKey = ApiKey.extend({ key: z.string() });

/** What a new key is to be good for. */
export type KeyRequest = Readonly<{
  scopes: readonly string[];
  name?: string | undefined;
  organizer?: string | undefined;
}>;

/** The keys, the newest first. */
export const listKeys = (api: ApiClient, query: PageQuery) =>
  api.ask(`/v1/keys${search(query)}`, pageOf(ApiKey));

/** Makes a key. */
export const createKey = (api: ApiClient, body: KeyRequest) =>
  api.ask('/v1/keys', NewApiKey, { method: 'POST', body });

/** Replaces a key. @param overlapHours for how long the old one is still good */
export const rotateKey = (api: ApiClient, keyId: string, overlapHours?: number) =>
  api.ask(path`/v1/keys/${keyId}/rotate`, NewApiKey.extend({ replaces: ApiKey }), {
    ...{ method: 'POST', body: { overlapHours } },
  });

/** Ends a key at once. */
export const revokeKey = (api: ApiClient, keyId: string) =>
  api.ask(path`/v1/keys/${keyId}`, ApiKey, { method: 'DELETE' });
