/**
 * What becomes of an inbound mail (security.md 1).
 *
 * - `ACCEPT`: processed
 * - `HOLD`: kept for the domain owner; at most one confirmation mail, to a known organizer
 * - `DROP`: filed with its reason; no mail at all
 * - `ANSWER`: as DROP, and the sender gets one help mail
 */
export type Outcome = 'ACCEPT' | 'HOLD' | 'DROP' | 'ANSWER';

/** One row of the closed list of reasons. `sentence` and `todo` are for people and name nobody. */
export type Reason = Readonly<{ outcomes: readonly Outcome[]; sentence: string; todo: string }>;
