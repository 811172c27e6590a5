import { readVersion } from '../../adapters/event-store.ts';
import { type SentRow, settleSends } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { type KnownGuest, readSendView } from '../../adapters/send-view.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import { messagesFor } from '../../domain/invite/guest-messages.ts';
import { isRepetition } from '../../domain/invite/run.ts';
import { heldVersion, openFenced } from '../../domain/invite/send-decision.ts';
import { wishFor } from './decide-chunk.ts';
import type { RangeWork } from './deliver-range.ts';
import { whoIs } from './results.ts';

/**
 * Writes down, guest by guest, whom a dead worker may have mailed, and what. The range has one fence: the next
 * one that is raised, or the release, takes the only word about them away.
 */
export async function keepLeft(
  { left, run }: Pick<RangeWork, 'left' | 'run'>,
  rows: readonly AudienceRow[],
): Promise<void> {
  if (!left) return;
  const fenced = rows.slice(left.from, left.to);
  const { guests } = await readSendView(
    run.eventId,
    fenced.map(({ guestKey }) => guestKey),
    false,
  );
  const version = await readVersion(run.eventId, left.version);
  const { mac } = await keys();
  const kept = fenced.map(async (guest): Promise<SentRow | undefined> => {
    // Also of whoever is suppressed by now: it may be this very mail that bounced.
    const { last }: KnownGuest = guests.get(guest.guestKey) ?? {};
    const held = isRepetition(run.kind) ? undefined : heldVersion(last);
    const before = held === undefined ? undefined : (await readVersion(run.eventId, held)).series;
    const parts = messagesFor(before, version.series, version.sequenceAt).length;
    const open = openFenced(last, left, wishFor(guest.guestKey, parts, { run, version, mac }));
    if (!open) return undefined;
    const { at, sequence } = left;
    const sent = { state: 'unknown', parts, at, dtstamp: last?.dtstamp ?? at, ...open } as const;
    return { ...whoIs(guest, run, last), ...sent, version: left.version, sequence };
  });
  const found = await Promise.all(kept);
  await settleSends(
    run.eventId,
    found.filter((row) => row !== undefined),
  );
}
