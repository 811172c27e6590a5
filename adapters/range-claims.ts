import type { FencedSend } from '../domain/invite/fenced-send.ts';
import type { Tally } from '../domain/invite/run.ts';
import { getOne, type Item, isConditionFailure, queryPrefix, update } from './table.ts';

/** Who works on a range, and until when nobody else may. */
export type Claim = Readonly<{ runId: string; range: number; worker: string }>;

/**
 * The fence that a silent worker left behind: it may have sent a version to the guests `from` up to `to`
 * (exclusive, places in the range) since `at`, and to none after them.
 */
export type Fence = FencedSend & Readonly<{ from: number; to: number }>;

/** What asking for a range gives. */
export type ClaimAnswer =
  | Readonly<{ kind: 'mine'; left?: Fence }>
  | Readonly<{ kind: 'done'; tally: Tally }>
  | Readonly<{ kind: 'busy' }>;

/** Another worker has taken over: this one must not send, and not write, another word. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  constructor() {
    super('the range was taken over by another worker');
  }
}

const key = ({ runId, range }: Claim) => ({
  pk: `RUN#${runId}`,
  sk: `RANGE#${String(range).padStart(7, '0')}`,
});

/**
 * Claims a range of a run for one worker with one conditional write.
 *
 * A range is free when nobody claimed it, when its lease ran out, or when it is this worker's own: the
 * SDK repeats a write whose answer was lost, and then meets itself (security.md 2.2).
 *
 * @param lease how long the claim holds without a fence, ms
 */
export async function claimRange(claim: Claim, now: number, lease: number): Promise<ClaimAnswer> {
  try {
    const before = await update({
      key: key(claim),
      update: 'SET #worker = :me, leaseUntil = :until, #range = :range, #state = :open',
      condition:
        'attribute_not_exists(pk) OR (#state = :open AND (leaseUntil < :now OR #worker = :me))',
      names: { '#worker': 'worker', '#range': 'range', '#state': 'state' },
      values: {
        ':me': claim.worker,
        ':until': now + lease,
        ':now': now,
        ':range': claim.range,
        ':open': 'open',
      },
    });
    const left = readFence(before);
    return { kind: 'mine', ...(left && { left }) };
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return readClosed(claim);
  }
}

/** True when some worker has claimed the range before. */
export async function wasClaimed(claim: Claim): Promise<boolean> {
  return (await getOne(key(claim))) !== undefined;
}

const readFence = (item: Item | undefined): Fence | undefined =>
  (item?.fence as Fence | undefined) ?? undefined;

async function readClosed(claim: Claim): Promise<ClaimAnswer> {
  const found = await getOne(key(claim));
  return found?.state === 'done' ? { kind: 'done', tally: found.tally as Tally } : { kind: 'busy' };
}

/** What goes with a fence: how long the claim then holds, ms, and what the range adds up to so far, for whoever watches. */
type FenceTerms = Readonly<{ lease: number; tally: Tally }>;

/**
 * Says, before anything of a chunk is sent, that it may be; renews the lease with the same write.
 *
 * @throws ClaimLost when the lease ran out and somebody else took the range (Table B, B28)
 */
export async function raiseFence(
  claim: Claim,
  fence: Fence,
  { lease, tally }: FenceTerms,
): Promise<void> {
  const { at } = fence;
  await writeOwn(
    claim,
    'SET fence = :fence, leaseUntil = :until, tally = :tally',
    { ':fence': fence, ':until': at + lease, ':tally': tally, ':open': 'open', ':at': at },
    // Whoever waits for this run's workers counts their leases: one that ran out is not revived.
    '#worker = :me AND #state = :open AND leaseUntil >= :at',
  );
}

/** Frees a range as it was found: what the worker before left behind is still to be written down. @throws ClaimLost */
export async function giveBackRange(claim: Claim): Promise<void> {
  const open = { ':open': 'open', ':until': 0 };
  await writeOwn(claim, 'SET #state = :open, leaseUntil = :until', open);
}

/**
 * Ends the work on a range: `done` when everybody in it is settled, else free for the next pass.
 *
 * @throws ClaimLost
 */
export async function releaseRange(claim: Claim, tally: Tally, done: boolean): Promise<void> {
  // Whoever finds it done as its worker did that itself: the SDK repeats a write whose answer was lost.
  await writeOwn(claim, 'SET tally = :tally, #state = :state, leaseUntil = :until REMOVE fence', {
    ':tally': tally,
    ':state': done ? 'done' : 'open',
    ':until': 0,
  });
}

async function writeOwn(
  claim: Claim,
  expression: string,
  values: Item,
  condition = '#worker = :me',
): Promise<void> {
  try {
    await update({
      ...{ key: key(claim), update: expression, condition },
      names: { '#worker': 'worker', '#state': 'state' },
      values: { ':me': claim.worker, ...values },
    });
  } catch (error) {
    if (isConditionFailure(error)) throw new ClaimLost();
    throw error;
  }
}

/** True while a worker of the run may be sending: a range is claimed and its lease holds. */
export async function isAnybodySending(runId: string, now: number): Promise<boolean> {
  for await (const item of queryPrefix(`RUN#${runId}`, 'RANGE#')) {
    if (isHeld(item, now)) return true;
  }
  return false;
}

const isHeld = ({ state, leaseUntil }: Item, now: number): boolean =>
  state === 'open' && Number(leaseUntil) >= now;

/** A fence that nobody took up, and the range that it is in. */
export type LeftFence = Readonly<{ range: number; fence: Fence }>;

/** What the workers of a run have in hand. */
export type InHand = Readonly<{
  /** A range is claimed, and its lease holds: a worker may be sending. */
  isSending: boolean;
  /** Fences of all ranges that are not done. */
  fences: readonly LeftFence[];
}>;

/** Looks what the workers of a run have in hand. */
export async function inHandOf(runId: string, now: number): Promise<InHand> {
  let isSending = false;
  const fences: LeftFence[] = [];
  for await (const item of queryPrefix(`RUN#${runId}`, 'RANGE#')) {
    isSending ||= isHeld(item, now);
    const fence = readFence(item);
    if (fence && item.state === 'open') fences.push({ range: Number(item.range), fence });
  }
  return { isSending, fences };
}

/** Takes a fence away, once somebody else has written down whom it is about; not one that was raised since. */
export async function lowerFence(runId: string, range: number, { at }: Fence): Promise<void> {
  try {
    await update({
      key: key({ runId, range, worker: '' }),
      update: 'REMOVE fence',
      condition: 'fence.#at = :at',
      names: { '#at': 'at' },
      values: { ':at': at },
    });
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
}
