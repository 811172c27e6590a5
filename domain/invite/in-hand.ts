/** Who sends to a guest outside of the event's turn, since when, and until when nobody else may. Epoch ms. */
export type Hand = Readonly<{ runId: string; at: number; until: number }>;

/** The guests of an event whom single invitations are sent to, by guest key. */
export type Hands = Readonly<Record<string, Hand>>;

/** How long a single invitation has its guest: its worker's lease of 30 s, begun late and with a margin. */
export const HAND_MS = 90_000;

/** A worker's lease, and what its last write may take: a hand that ends sooner is no use any more. */
const NEEDED_MS = 40_000;

/** True where the guest is in hand of this run, for as long as one mail takes. */
export function isInHandOf(hands: Hands, guestKey: string, runId: string, now: number): boolean {
  const hand = hands[guestKey];
  return hand?.runId === runId && hand.until - now >= NEEDED_MS;
}

/** True where another run may be sending to the guest. */
export function isInHandOfAnother(
  hands: Hands,
  guestKey: string,
  runId: string,
  now: number,
): boolean {
  const hand = hands[guestKey];
  return hand !== undefined && hand.runId !== runId && hand.until >= now;
}

/** True where somebody took a guest in hand before `since`, and may be sending. Epoch ms. */
export const isAnyInHand = (hands: Hands, since: number, now: number): boolean =>
  Object.values(hands).some(({ at, until }) => at <= since && until >= now);
