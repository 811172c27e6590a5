import { readVersion } from '../../adapters/event-store.ts';
import type { SentRow } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { type KnownGuest, readSendView } from '../../adapters/send-view.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import { isInHandOfAnother } from '../../domain/invite/in-hand.ts';
import { openFenced } from '../../domain/invite/send-decision.ts';
import { holdingFor, messagesTo, versionFor, wishFor } from './decide-chunk.ts';
import type { RangeWork } from './deliver-range.ts';
import { mayTouch } from './may-begin.ts';
import { openSince, whoIs } from './results.ts';
import { settleWithin } from './settle-within.ts';

/**
 * Writes down, guest by guest, whom a dead worker may have mailed, and what. The range has one fence: the next
 * one that is raised, or the release, takes the only word about them away.
 *
 * @returns false where another run may be writing about the same guests
 * @throws ClaimLost
 */
export async function keepLeft(
  { left, run, leasedUntil }: Pick<RangeWork, 'left' | 'run' | 'leasedUntil'>,
  rows: readonly AudienceRow[],
): Promise<boolean> {
  if (!left) return true;
  const { eventId } = run;
  const fenced = rows.slice(left.from, left.to);
  const guestKeys = fenced.map(({ guestKey }) => guestKey);
  const view = await readSendView(eventId, guestKeys, false);
  if (!mayTouch(run, view)) return false;
  const fencedVersion = await readVersion(eventId, left.version);
  const { mac } = await keys();
  const { at, sequence } = left;
  const kept = fenced.map(async (guest): Promise<SentRow | undefined> => {
    // The dead worker left them alone as well, and whoever has them writes their row.
    if (isInHandOfAnother(view.hands, guest.guestKey, run.runId, Date.now())) return undefined;
    // Also of whoever is suppressed by now: it may be this very mail that bounced.
    const { last }: KnownGuest = view.guests.get(guest.guestKey) ?? {};
    const version = await versionFor(last, fencedVersion);
    const parts = (await messagesTo(version)(holdingFor(last, run, sequence))).length;
    const open = openFenced(last, left, wishFor(guest.guestKey, parts, { run, version, mac }));
    if (!open) return undefined;
    const since = openSince(last, sequence, at);
    const stamps = { at, dtstamp: last?.dtstamp ?? at, ...since };
    const sent = { state: 'unknown', parts, ...stamps, ...open } as const;
    return { ...whoIs(guest, run, last, sequence), ...sent, version: version.version, sequence };
  });
  const found = await Promise.all(kept);
  const news = found.filter((row) => row !== undefined);
  await settleWithin(leasedUntil, eventId, news);
  return true;
}
