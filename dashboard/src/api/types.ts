import type { components, operations } from '../../.generated/api.ts';

/** What an operation of the API answers when it is served. */
export type Answer<Name extends keyof operations> = operations[Name]['responses'] extends infer R
  ? R extends Record<200, { content: { 'application/json': infer Body } }>
    ? Body
    : R extends Record<201, { content: { 'application/json': infer Body } }>
      ? Body
      : R extends Record<202, { content: { 'application/json': infer Body } }>
        ? Body
        : never
  : never;

/** One of what a list of the API holds. */
export type ItemOf<Name extends keyof operations> =
  Answer<Name> extends { items: (infer Item)[] } ? Item : never;

/** Code of a problem. */
export type ProblemCode = components['schemas']['Problem']['code'];

/** The nouns of the dashboard. */
export type EventItem = ItemOf<'listEvents'>;
export type EventDetail = Answer<'readEvent'>;
export type Stats = Answer<'readStats'>;
export type Answers = Stats['answers'];
export type Version = ItemOf<'listVersions'>;
export type GuestRow = ItemOf<'listGuests'>;
export type Guest = Extract<GuestRow, { kind: 'guest' }>;
export type Proposal = ItemOf<'listProposals'>;
export type Run = Answer<'readRun'>;
export type List = Answer<'readList'>;
export type RefusedRow = List['refusedRows'][number];
export type FailedGuest = ItemOf<'readFailed'>;
export type Mail = ItemOf<'listInbound'>;
export type MailDetail = Answer<'readInbound'>;
