import { settleSends } from '../../adapters/guest-ledger.ts';
import { readObject } from '../../adapters/objects.ts';
import { type Claim, type Fence, raiseFence } from '../../adapters/range-claims.ts';
import { audienceObject } from '../../adapters/run-objects.ts';
import type { Run } from '../../adapters/run-store.ts';
import { type AudienceRange, CHUNK_SIZE, readAudience } from '../../domain/invite/audience.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { addTallies, EMPTY_TALLY, type Tally } from '../../domain/invite/run.ts';
import { decideChunk } from './decide-chunk.ts';
import { openMailer } from './mailer.ts';
import { pacer } from './pacer.ts';
import { countResults, rowsOf } from './results.ts';
import { type SendResult, sendGuest } from './send-guest.ts';

/** How long a claim holds between two fences. A chunk of 25 at one a second takes 25 s. */
export const LEASE_MS = 60_000;

/** Time that is left for settling and releasing when the function nears its timeout. */
const RESERVE_MS = 20_000;

/** One range and everything that is known when a worker starts on it. */
export type RangeWork = Readonly<{
  run: Run;
  event: EventRecord;
  range: AudienceRange;
  claim: Claim;
  /** The fence of a worker that held this range before and never released it. */
  left: Fence | undefined;
  ratePerSecond: number;
  /** Epoch ms at which the function is killed. */
  deadline: number;
}>;

/** What a worker did: `open` guests need another pass. */
export type RangeResult = Readonly<{
  tally: Tally;
  open: number;
  halt?: 'quota_exhausted' | 'sending_paused';
}>;

/** Sends the guests of a range, chunk after chunk; each is settled before the next may be sent. */
export async function deliverRange(work: RangeWork): Promise<RangeResult> {
  const { run, range, claim } = work;
  const octets = await readObject('data', audienceObject(run.runId), range);
  const rows = readAudience(octets.toString('utf8'));
  const mailer = await openMailer(work.event);
  const pace = pacer(work.ratePerSecond);
  let tally = EMPTY_TALLY;
  let open = rows.length;
  for (let chunk = 0; chunk * CHUNK_SIZE < rows.length; chunk += 1) {
    if (Date.now() > work.deadline - RESERVE_MS) break;
    const guests = rows.slice(chunk * CHUNK_SIZE, (chunk + 1) * CHUNK_SIZE);
    const fencedAt = work.left?.chunk === chunk ? work.left.at : undefined;
    const planned = await decideChunk(work, guests, fencedAt);
    if (planned.some(({ decision }) => decision.do === 'send')) {
      await raiseFence(claim, { chunk, at: Date.now() }, LEASE_MS);
    }
    const results = await Promise.all(
      planned.map((guest) =>
        sendGuest(guest, { mailer, pace, deadline: work.deadline - RESERVE_MS }),
      ),
    );
    await settleSends(run.eventId, rowsOf(results, work));
    const counted = countResults(results);
    tally = addTallies(tally, counted);
    open -= counted.sent + counted.failed + counted.skipped;
    const halt = results.find(
      (result): result is Extract<SendResult, { kind: 'halt' }> => result.kind === 'halt',
    );
    if (halt) return { tally, open, halt: halt.why };
  }
  return { tally, open };
}
