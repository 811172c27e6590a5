import { tell } from '../../adapters/out/facts.ts';
import { wantedTypes } from '../../adapters/out/listeners.ts';
import { type Claim, type Fence, raiseFence } from '../../adapters/range-claims.ts';
import type { Run } from '../../adapters/run-store.ts';
import { beat } from '../../adapters/sending-runs.ts';
import {
  type AudienceRow,
  chunkSize,
  HANDED_OVER_MS,
  LEASE_MS,
} from '../../domain/invite/audience.ts';
import { HEARTBEAT_MS, type Heartbeats, hasRested, shareOf } from '../../domain/invite/pace.ts';
import { addTallies, EMPTY_TALLY, type HaltReason, type Tally } from '../../domain/invite/run.ts';
import { type Chunk, decideChunk } from './decide-chunk.ts';
import { keepLeft } from './keep-left.ts';
import { openMailer } from './mailer.ts';
import type { Pacer } from './pacer.ts';
import { countResults, rowsOf } from './results.ts';
import { rowsBefore } from './say-before.ts';
import { type SendResult, sendGuest } from './send-guest.ts';
import { sentFacts } from './sent-facts.ts';
import { settleWithin } from './settle-within.ts';

/** Time that is left for settling and releasing when the function nears its timeout. */
const RESERVE_MS = 20_000;

/** One range and everything that is known when a worker starts on it. */
export type RangeWork = Readonly<{
  run: Run;
  rows: readonly AudienceRow[];
  claim: Claim;
  /** The fence of a worker that held this range before and never released it. */
  left: Fence | undefined;
  /** Epoch ms until which the claim holds. */
  leasedUntil: number;
  ratePerSecond: number;
  pace: Pacer;
  /** Epoch ms at which the function is killed. */
  deadline: number;
}>;

/** What a worker did: `open` guests need another pass. */
export type RangeResult = Readonly<{
  tally: Tally;
  open: number;
  halt?: HaltReason;
}>;

/**
 * Sends the guests of a range, chunk after chunk; each is settled before the next may be sent.
 *
 * @returns `untouched` where another run has the turn and the fence that was found is still to be kept
 */
export async function deliverRange(work: RangeWork): Promise<RangeResult | 'untouched'> {
  const { run, rows, pace } = work;
  let size = chunkSize(work.ratePerSecond);
  if (!(await keepLeft(work))) return 'untouched';
  let tally = EMPTY_TALLY;
  let { leasedUntil } = work;
  const decide = (from: number) => decideChunk(work, rows.slice(from, from + size));
  let chunk: Chunk | undefined = await decide(0);
  for (let from = 0; chunk; ) {
    // Whatever goes first, a change of the event or somebody's wish: these guests wait for a later pass.
    if (chunk.kind === 'yield' || Date.now() > work.deadline - RESERVE_MS) break;
    const perSecond: number = await takeShare(work, chunk.heartbeats);
    pace.setRate(perSecond);
    if (from === 0 && hasRested(work.ratePerSecond, perSecond, chunk.turnSince, Date.now()))
      pace.rested();
    size = chunkSize(perSecond);
    // Where others have begun to send, a slower worker fences fewer than it looked at.
    const guests = chunk.guests.slice(0, size);
    // Asked before anything is sent: between a mail and its row nothing more may fail.
    const types = await wantedTypes();
    const delivered = await deliverChunk(
      { ...work, leasedUntil },
      { ...chunk, guests },
      { from, tally },
    );
    const { results } = delivered;
    leasedUntil = delivered.leasedUntil;
    // Nothing is made for nobody.
    if (types.has('invitation.sent')) await tell(sentFacts(results, run), types);
    tally = addTallies(tally, countResults(results, run));
    from += guests.length;
    const halt = results.find((result) => result.kind === 'halt');
    // What decides about the next ones is read while these are written down: about a tenth of what 1,000 guests take.
    const ahead = halt || from === rows.length ? undefined : decide(from);
    // Whatever becomes of that, the write is waited for: one that goes on behind the end of a function comes when it is thawed.
    ahead?.catch(() => undefined);
    await settleWithin(leasedUntil, run.eventId, rowsOf(results, run));
    chunk = await ahead;
    if (halt) return { tally, open: openIn(tally, rows.length), halt: halt.why };
  }
  return { tally, open: openIn(tally, rows.length) };
}

/** What this worker may send, by the runs that send at this moment; says that its own is one of them. */
async function takeShare(
  { run: { runId, kind }, ratePerSecond }: RangeWork,
  heartbeats: Heartbeats,
): Promise<number> {
  // One mail is no run that others make room for.
  if (kind === 'invite') return ratePerSecond;
  const now = Date.now();
  if (now - (heartbeats[runId] ?? 0) > HEARTBEAT_MS) await beat(runId, now);
  return shareOf(ratePerSecond, heartbeats, runId, now);
}

const openIn = ({ sent, failed, skipped }: Tally, guests: number): number =>
  guests - sent - failed - skipped;

async function deliverChunk(
  work: RangeWork,
  { version, guests }: Extract<Chunk, { kind: 'planned' }>,
  { from, tally }: Readonly<{ from: number; tally: Tally }>,
): Promise<Readonly<{ results: readonly SendResult[]; leasedUntil: number }>> {
  const mailer = await openMailer(work.run);
  const at = Date.now();
  let { leasedUntil } = work;
  if (guests.some(({ decision }) => decision.do === 'send')) {
    const { version: number, sequence } = version;
    const fence = { from, to: from + guests.length, at, version: number, sequence };
    await raiseFence(work.claim, fence, { lease: LEASE_MS, tally });
    leasedUntil = at + LEASE_MS;
    await settleWithin(leasedUntil, work.run.eventId, rowsBefore(guests, work.run, at));
  }
  const deadline = Math.min(work.deadline - RESERVE_MS, at + HANDED_OVER_MS);
  const tools = { mailer, pace: work.pace, deadline };
  return {
    leasedUntil,
    results: await Promise.all(guests.map((guest) => sendGuest(guest, tools))),
  };
}
