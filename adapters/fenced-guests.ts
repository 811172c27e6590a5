import { type AudienceRow, HANDED_OVER_MS } from '../domain/invite/audience.ts';
import { openFenced } from '../domain/invite/fenced-send.ts';
import { isInHandOfAnother } from '../domain/invite/in-hand.ts';
import { readVersion } from './event-store.ts';
import type { SentRow } from './guest-ledger.ts';
import {
  holdingFor,
  lastFor,
  messagesTo,
  openSince,
  versionFor,
  whoIs,
  wishFor,
} from './guest-plan.ts';
import type { Fence } from './range-claims.ts';
import type { Run } from './run-store.ts';
import { keys } from './secrets.ts';
import type { KnownGuest, SendView } from './send-view.ts';

/** What is to be written down about a guest behind a fence, and the row that there is of them. */
export type FencedGuest = Readonly<{ row: SentRow; last: SentRow | undefined }>;

/** The guests of a range that a fence is about. */
export const behindFence = (rows: readonly AudienceRow[], { from, to }: Fence) =>
  rows.slice(from, to);

/**
 * Guests whom the worker that left a fence behind may have mailed, and what: each waits for SES's word from the moment
 * of the fence on. Those whom it had settled are not among them.
 *
 * @param guests behind the fence, and `view` what is known of them
 */
export async function fencedGuests(
  run: Run,
  fence: Fence,
  guests: readonly AudienceRow[],
  view: SendView,
): Promise<readonly FencedGuest[]> {
  const fencedVersion = await readVersion(run.eventId, fence.version);
  const { mac } = await keys();
  const { at, sequence } = fence;
  const kept = guests.map(async (guest): Promise<FencedGuest | undefined> => {
    // The dead worker left them alone as well, and whoever has them writes their row.
    if (isInHandOfAnother(view.hands, guest.guestKey, run.runId, Date.now())) return undefined;
    // Also of whoever is suppressed by now: it may be this very mail that bounced.
    const { last: stored }: KnownGuest = view.guests.get(guest.guestKey) ?? {};
    const last = stored && lastFor(stored, run, sequence);
    const version = await versionFor(last, fencedVersion);
    const parts = (await messagesTo(version)(holdingFor(last, run, sequence))).length;
    const open = openFenced(last, fence, wishFor(guest.guestKey, parts, { run, version, mac }));
    if (!open) return undefined;
    // The silence begins when the mail was out at the latest; what SES says of it may come from the fence on.
    const since = { ...openSince(last, sequence, at), at: at + HANDED_OVER_MS };
    const stamps = { ...since, dtstamp: last?.dtstamp ?? at };
    const sent = { state: 'unknown', parts, ...stamps, ...open } as const;
    const who = whoIs(guest, run, last, sequence);
    return { row: { ...who, ...sent, version: version.version, sequence }, last: stored };
  });
  const found = await Promise.all(kept);
  return found.filter((guest) => guest !== undefined);
}
