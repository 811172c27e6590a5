/** So many in a window; windows begin at whole multiples of their length since 1970, UTC. */
export type Limit = Readonly<{ most: number; seconds: number }>;

/**
 * What whoever asks for an invitation on a page or by a button may cost (security.md 1.5). `network`: posts; `address`:
 * presses in a day, invitations in a week, so that several events can be chosen at once; all others: invitations.
 */
export const LIMITS = {
  network_brief: { most: 10, seconds: 600 },
  network_day: { most: 50, seconds: 86_400 },
  wide_network_brief: { most: 50, seconds: 600 },
  wide_network_day: { most: 250, seconds: 86_400 },
  address_day: { most: 3, seconds: 86_400 },
  address_week: { most: 10, seconds: 604_800 },
  /** Of an organizer who asks by the API: what an invoice system may send one customer. */
  api_address_day: { most: 20, seconds: 86_400 },
  event_brief: { most: 1_000, seconds: 600 },
  domain_hour: { most: 500, seconds: 3_600 },
  held_day: { most: 1_000, seconds: 86_400 },
} as const satisfies Readonly<Record<string, Limit>>;

/** A key of {@link LIMITS}, or a limit whose number the installation decides. */
export type LimitName = keyof typeof LIMITS | 'installation_hour' | 'organizer_day';

/** Invitations of one event in a window of `event_brief` from which on a proof of work is asked for. */
export const FREE_OF_WORK = 200;

/** Share of the account's quota of 24 hours that pages and buttons may use in one hour. */
const INSTALLATION_SHARE = 0.05;

/** What pages and buttons of the whole installation may send. @param perDay the account's quota of 24 hours */
export const installationLimit = (perDay: number): Limit => ({
  most: Math.floor(perDay * INSTALLATION_SHARE),
  seconds: 3_600,
});

/** The window of a length that an instant is in. Epoch s. */
export function windowOf({ seconds }: Pick<Limit, 'seconds'>, nowMs: number) {
  const start = Math.floor(nowMs / 1_000 / seconds) * seconds;
  return { start, end: start + seconds };
}

/** Whole seconds until the window ends, at least 1: what `Retry-After` says. */
export const retryAfter = (limit: Pick<Limit, 'seconds'>, nowMs: number): number =>
  Math.max(1, Math.ceil(windowOf(limit, nowMs).end - nowMs / 1_000));
