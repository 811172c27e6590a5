import type { Act } from '../api/types.ts';

/** What an act may be about, in the order in which people choose. */
export const KINDS = [
  ...(['events', 'lists', 'runs', 'inbound', 'organizers', 'suppressions'] as const),
  ...(['keys', 'webhooks', 'erasures', 'exports', 'domain', 'audit', 'sign-in'] as const),
] as const satisfies readonly Act['kind'][];

/** The kind that a text names. */
export const kindIn = (text: string): Act['kind'] | undefined =>
  KINDS.find((kind) => kind === text);
