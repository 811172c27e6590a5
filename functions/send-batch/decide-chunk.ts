import { optionalSetting } from '../../adapters/environment.ts';
import { readEvidence, readGuests, type SentRow } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
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

/** SES's Delivery event usually comes within seconds; half an hour covers a bad day (security.md 2.2). */
const DEFAULT_SILENCE_SECONDS = 1_800;

const silenceMs = (): number =>
  Number(optionalSetting('SILENCE_SECONDS') || DEFAULT_SILENCE_SECONDS) * 1_000;

/** Decides the guests of one chunk; evidence is only looked for where a send is ambiguous. */
export async function decideChunk(
  { run, event }: RangeWork,
  guests: readonly AudienceRow[],
  fencedAt: number | undefined,
): Promise<readonly PlannedGuest[]> {
  const { eventId, sequence } = event;
  const { mac } = await keys();
  const known = await readGuests(
    eventId,
    guests.map(({ guestKey }) => guestKey),
  );
  return Promise.all(
    guests.map(async (guest) => {
      const { guestKey } = guest;
      const { last, suppressed } = known.get(guestKey) ?? {};
      if (event.status === 'cancelled') {
        return { guest, last, decision: { do: 'skip', reason: 'event_cancelled' } as const };
      }
      const wish: SendWish = {
        sequence,
        runId: run.runId,
        now: Date.now(),
        silenceMs: silenceMs(),
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
