import type { operations } from '../../.generated/api.ts';

/** What an operation of the API answers when it is served. */
type Answer<Name extends keyof operations> = operations[Name]['responses'] extends infer R
  ? R extends Record<200, { content: { 'application/json': infer Body } }>
    ? Body
    : R extends Record<201, { content: { 'application/json': infer Body } }>
      ? Body
      : R extends Record<202, { content: { 'application/json': infer Body } }>
        ? Body
        : never
  : never;

/** One of what a list of the API holds. */
type ItemOf<Name extends keyof operations> =
  Answer<Name> extends { items: (infer Item)[] } ? Item : never;

/** The nouns of the dashboard. */
export type EventItem = ItemOf<'listEvents'>;
export type EventDetail = Answer<'readEvent'>;
export type Stats = Answer<'readStats'>;
export type Answers = Stats['answers'];
export type GuestRow = ItemOf<'listGuests'>;
export type Run = Answer<'readRun'>;
export type List = Answer<'readList'>;
export type RefusedRow = List['refusedRows'][number];
export type Mail = ItemOf<'listInbound'>;
export type DomainEvent = ItemOf<'domainStats'>;
export type Organizer = Answer<'readOrganizer'>;
export type Act = ItemOf<'listActs'>;
export type ApiKey = ItemOf<'listKeys'>;
export type Webhook = Answer<'readWebhook'>;
