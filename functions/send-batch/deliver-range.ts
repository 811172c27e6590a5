import { settleSends } from '../../adapters/guest-ledger.ts';
import { readObject } from '../../adapters/objects.ts';
import { SEND_TIMEOUT_MS } from '../../adapters/outbox.ts';
import { type Claim, type Fence, raiseFence } from '../../adapters/range-claims.ts';
import { audienceObject } from '../../adapters/run-objects.ts';
import type { Run } from '../../adapters/run-store.ts';
import {
  type AudienceRange,
  type AudienceRow,
  chunkSize,
  readAudience,
} from '../../domain/invite/audience.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { addTallies, EMPTY_TALLY, type Tally } from '../../domain/invite/run.ts';
import { decideChunk } from './decide-chunk.ts';
import { openMailer } from './mailer.ts';
import { pacer } from './pacer.ts';
import { countResults, rowsOf } from './results.ts';
import { type SendResult, type SendTools, sendGuest } from './send-guest.ts';

/** How long a claim holds without a new fence: this long a crashed worker keeps its range. */
export const LEASE_MS = 30_000;

/** Nothing is sent so late that SES's answer could come after the lease (Table B, B28). */
const SEND_WITHIN_MS = LEASE_MS - SEND_TIMEOUT_MS - 2_000;

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
  const { run, range, ratePerSecond } = work;
  const octets = await readObject('data', audienceObject(run.runId), range);
  const rows = readAudience(octets.toString('utf8'));
  const tools = { mailer: await openMailer(work.event), pace: pacer(ratePerSecond) };
  const size = chunkSize(ratePerSecond);
  await keepLeft(work, rows);
  let tally = EMPTY_TALLY;
  for (let from = 0; from < rows.length; from += size) {
    if (Date.now() > work.deadline - RESERVE_MS) break;
    const results = await deliverChunk(work, rows.slice(from, from + size), from, tools);
    await settleSends(run.eventId, rowsOf(results, work));
    tally = addTallies(tally, countResults(results));
    const halt = results.find((result) => result.kind === 'halt');
    if (halt) return { tally, open: openIn(tally, rows.length), halt: halt.why };
  }
  return { tally, open: openIn(tally, rows.length) };
}

/**
 * Writes down, guest by guest, whom a dead worker may have mailed. The range has one fence: the next
 * one that is raised, or the release, takes the only word about them away.
 */
async function keepLeft(work: RangeWork, rows: readonly AudienceRow[]): Promise<void> {
  const { left, run } = work;
  if (!left) return;
  // Seen from the moment of the fence, whoever is open waits, and keeps the attempt that they are at.
  const fenced = rows.slice(left.from, left.to);
  const planned = await decideChunk(work, fenced, left.from, left.at);
  const open = planned.filter(({ decision }) => /^(wait|settle)$/.test(decision.do));
  const at = Date.now();
  const results = open.map((guest) => ({ kind: 'decided', planned: guest, at }) as const);
  await settleSends(run.eventId, rowsOf(results, work));
}

const openIn = ({ sent, failed, skipped }: Tally, guests: number): number =>
  guests - sent - failed - skipped;

async function deliverChunk(
  work: RangeWork,
  guests: readonly AudienceRow[],
  from: number,
  tools: Omit<SendTools, 'deadline'>,
): Promise<readonly SendResult[]> {
  const planned = await decideChunk(work, guests, from);
  const at = Date.now();
  if (planned.some(({ decision }) => decision.do === 'send')) {
    await raiseFence(work.claim, { from, to: from + guests.length, at }, LEASE_MS);
  }
  const deadline = Math.min(work.deadline - RESERVE_MS, at + SEND_WITHIN_MS);
  return Promise.all(planned.map((guest) => sendGuest(guest, { ...tools, deadline })));
}
