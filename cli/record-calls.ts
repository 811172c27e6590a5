import { pageOf } from './answers.ts';
import type { ApiClient, PageQuery } from './api-client.ts';
import { Act, Letter } from './record-answers.ts';
import { path, search } from './stack-client.ts';

/** Which acts somebody asks for; times are instants. */
export type ActQuery = PageQuery &
  Readonly<{ kind?: string; by?: string; about?: string; from?: string; to?: string }>;

/** Who did what, the newest first. */
export const listActs = (api: ApiClient, query: ActQuery) =>
  api.ask(`/v1/audit${search(query)}`, pageOf(Act));

/** The CSV of all acts that fit, as it comes from the store. */
export const exportActs = (api: ApiClient, query: ActQuery) =>
  api.exported(`/v1/audit/file${search(query)}`);

/** Which guests wrote letters, the newest first. */
export const listLetters = (api: ApiClient, eventId: string, query: PageQuery) =>
  api.ask(path`/v1/events/${eventId}/letters` + search(query), pageOf(Letter));

/** The CSV of all letters of an event, as it comes from the store. */
export const exportLetters = (api: ApiClient, eventId: string) =>
  api.exported(path`/v1/events/${eventId}/letters/file`);

/** The CSV of all other times that guests propose, as it comes from the store. */
export const exportProposals = (api: ApiClient, eventId: string) =>
  api.exported(path`/v1/events/${eventId}/proposals/file`);
