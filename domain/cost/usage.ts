import { chunkSize, RANGE_SIZE } from '../invite/audience.ts';
import { SHARDS } from '../invite/keys.ts';
import { planPace } from '../invite/pace.ts';
import type { PriceName } from './prices.ts';

/** How much of each thing was used. */
export type Usage = Readonly<Record<PriceName, number>>;

/** What a run's cost depends on. */
export type RunFigures = Readonly<{
  /** Guests of the audience. */
  guests: number;
  /** Mails that were handed to SES: also those that it refused, and second ones after silence. */
  mails: number;
  /** Mails a second that the account may send. */
  rate: number;
  /** True for a change, a cancellation, a nudge: what guests answered is read too. */
  readsAnswers: boolean;
}>;

/** Memory of the functions, GB; the smallest that an EXPRESS execution is billed for. */
export const SEND_BATCH_GB = 0.5;
/** The same of `record-delivery`. */
export const RECORD_DELIVERY_GB = 0.25;
const EXPRESS_GB = 0.0625;

/** Events of SES that one call of `record-delivery` takes. */
export const EVENT_BATCH = 100;
/** Messages that one request to a queue moves; Lambda asks with ten at a time whatever its batch is. */
const QUEUE_BATCH = 10;
/** SES tells of mails about as fast as it was given them; a batch waits a second for more. */
const BATCH_SECONDS = 1;
/** Seconds that a worker takes beside its pace: claim, reads, settles. */
const RANGE_OVERHEAD = 0.3;
const EVENT_BATCH_SECONDS = 0.2;
/** What a whole run takes, whoever it goes to: its own items, its states, its files. */
const PER_RUN = { writes: 30, reads: 40, transitions: 20, calls: 8, objects: 6 } as const;
/** Of one log line with Lambda's own three around it. */
const LOG_GB = 1_000 / 1e9;

/**
 * What `send-batch` asks of the table for some guests, in units of 1 KB written and 4 KB read.
 *
 * Held equal by a test to what the function itself asks of a table.
 */
export function rangeUnits({ guests, mails, rate, readsAnswers }: RunFigures): {
  ranges: number;
  writes: number;
  reads: number;
} {
  const ranges = Math.ceil(guests / RANGE_SIZE);
  const size = chunkSize(planPace(rate, ranges).ratePerWorker);
  const whole = Math.floor(guests / RANGE_SIZE);
  const chunks = whole * Math.ceil(RANGE_SIZE / size) + Math.ceil((guests % RANGE_SIZE) / size);
  // Claim and release; one fence for each chunk; one settled item for each guest who was mailed.
  const writes = 2 * ranges + chunks + mails;
  // The run; of each chunk the run, the pace, the event, its turn, and two or three items a guest, all read consistently.
  const reads = ranges + 4 * chunks + (readsAnswers ? 3 : 2) * guests;
  return { ranges, writes, reads };
}

/**
 * Write units for what SES says of some mails: each batch gives an item to each shard that it has a guest of.
 *
 * Held equal by a test to what `record-delivery` itself writes.
 *
 * @param rate mails a second
 */
export function deliveryUnits(mails: number, rate: number): { batches: number; writes: number } {
  const size = Math.min(mails, EVENT_BATCH, Math.max(1, rate * BATCH_SECONDS));
  const batches = mails === 0 ? 0 : Math.ceil(mails / size);
  const shards = SHARDS.length;
  // Guests fall into shards by chance.
  return { batches, writes: batches * shards * (1 - (1 - 1 / shards) ** size) };
}

/** What a run uses, in one pass; what SES says of its mails included. */
export function usageOf(figures: RunFigures): Usage {
  const { guests, mails, rate } = figures;
  const { ranges, writes, reads } = rangeUnits(figures);
  const { ratePerWorker } = planPace(rate, ranges);
  const workerSeconds = guests / ratePerWorker + ranges * RANGE_OVERHEAD;
  const said = deliveryUnits(mails, rate);
  return {
    mails,
    // Of each mail SES says one thing: it was delivered, or bounced.
    writes: PER_RUN.writes + writes + said.writes,
    reads: PER_RUN.reads + reads,
    transitions: PER_RUN.transitions + ranges,
    expressRequests: ranges,
    expressGbSeconds: workerSeconds * EXPRESS_GB,
    lambdaRequests: PER_RUN.calls + ranges + said.batches,
    lambdaGbSeconds:
      PER_RUN.calls * SEND_BATCH_GB +
      workerSeconds * SEND_BATCH_GB +
      said.batches * EVENT_BATCH_SECONDS * RECORD_DELIVERY_GB,
    // Each event is sent alone, received and deleted by ten.
    queueRequests: mails + 2 * Math.ceil(mails / QUEUE_BATCH),
    objectReads: PER_RUN.objects + ranges,
    objectWrites: PER_RUN.objects,
    logGb: (PER_RUN.calls + ranges + said.batches) * LOG_GB,
  };
}
