import { readEvidence, readGuests, type SentRow } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { silenceSeconds } from '../../adapters/silence.ts';
import type { AudienceRow } from '../../domain/invite/audience.ts';
import { sendIdOf } from '../../domain/invite/keys.ts';
import { decideSend, type SendDecision, type SendWish } from '../../domain/invite/send-decision.ts';
import type { RangeWork } from './deliver-range.ts';

/** A guest and what to do about them. */
export type PlannedGuest = Readonly<{
  guest: AudienceRow;
  decision: SendDecision;
  last: SentRow | undefined;
}>;

const NO_EVIDENCE: ReadonlySet<string> = new Set();

/**
 * Decides the guests of one chunk; evidence is only looked for where a send is ambiguous.
 *
 * @param from place of the first of them in the range
 * @param now epoch ms from which silence is counted back
 */
export async function decideChunk(
  { run, event, left }: RangeWork,
  guests: readonly AudienceRow[],
  from: number,
  now = Date.now(),
): Promise<readonly PlannedGuest[]> {
  const { eventId, sequence } = event;
  const { mac } = await keys();
  const known = await readGuests(
    eventId,
    guests.map(({ guestKey }) => guestKey),
  );
  return Promise.all(
    guests.map(async (guest, index) => {
      const { guestKey } = guest;
      const { last, suppressed } = known.get(guestKey) ?? {};
      const place = from + index;
      const fencedAt = left && place >= left.from && place < left.to ? left.at : undefined;
      if (event.status === 'cancelled') {
        return { guest, last, decision: { do: 'skip', reason: 'event_cancelled' } as const };
      }
      const wish: SendWish = {
        sequence,
        runId: run.runId,
        now,
        silenceMs: silenceSeconds() * 1_000,
        sendId: (attempt) => sendIdOf(mac, { eventId, guestKey, sequence, attempt }),
      };
      const isOpen = last?.state === 'unknown' || fencedAt !== undefined;
      const evidence = isOpen ? await readEvidence(eventId, guestKey) : NO_EVIDENCE;
      const view = {
        evidence,
        ...(last && { last }),
        ...(suppressed && { suppressed }),
        ...(fencedAt !== undefined && { fencedAt }),
      };
      return { guest, last, decision: decideSend(view, wish) };
    }),
  );
}
