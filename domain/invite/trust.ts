/** What new organizers may do, as the domain owner decides. */
export type NewOrganizerLimit = Readonly<{
  /** Invitations of 24 hours, until an organizer is trusted; 0: as many as anybody. */
  perDay: number;
  /** Days since their first event after which an organizer is trusted, unless a guest reported them. */
  days: number;
}>;

/** What is known of an organizer, as far as trust goes. Instants are ISO. */
export type Standing = Readonly<{
  at?: string;
  since?: string;
  trustedAt?: string;
  /** When a run of theirs was last stopped by its brake. */
  brakedAt?: string;
  reports?: number;
}>;

/**
 * True for an organizer whose sends are not throttled: the domain owner named or trusted them, or their first event is so
 * many days old and nobody reported them. Whose run was stopped by its brake is new again, until the domain owner trusts them.
 *
 * @param isNamed the domain owner wrote their very address into the configuration
 */
export function isTrusted(
  { at, since, trustedAt, brakedAt, reports = 0 }: Standing,
  isNamed: boolean,
  { perDay, days }: NewOrganizerLimit,
  now: number,
): boolean {
  if (perDay === 0 || isNamed) return true;
  // Whoever trusted them before did not know that list.
  if (brakedAt !== undefined && (trustedAt ?? '') <= brakedAt) return false;
  if (trustedAt !== undefined) return true;
  const first = Math.min(...[at, since].map((each) => (each ? Date.parse(each) : now)));
  return reports === 0 && now - first >= days * 86_400_000;
}
