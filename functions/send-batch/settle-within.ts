import { type SentRow, settleSends } from '../../adapters/guest-ledger.ts';
import { ClaimLost } from '../../adapters/range-claims.ts';

/** What the table needs to take a chunk's rows. */
const MARGIN_MS = 1_000;

/**
 * Writes rows down while the lease holds. A worker that stood still may meet rows of those who came after it; then
 * its fence, which stays, is all that it says.
 *
 * @param leasedUntil epoch ms
 * @throws ClaimLost when it is too late
 */
export async function settleWithin(
  leasedUntil: number,
  eventId: string,
  rows: readonly SentRow[],
): Promise<void> {
  if (rows.length === 0) return;
  if (Date.now() > leasedUntil - MARGIN_MS) throw new ClaimLost();
  await settleSends(eventId, rows);
}
