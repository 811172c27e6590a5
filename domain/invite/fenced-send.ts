import { type Attempt, attemptAt, isGivenUp, type SendWish, speaksOf } from './send-decision.ts';
import { isWhole, type SentRecord } from './sent-record.ts';

/** A worker's word that from here on these guests may have been sent this version. */
export type FencedSend = Readonly<{ at: number; version: number; sequence: number }>;

/**
 * What is written down about a guest behind the fence of a worker that fell silent; undefined where it had
 * settled them. Seen from the moment of the fence they wait for SES's word, at the attempt that they were at.
 *
 * @param wish of the fenced version, at the moment of the fence
 */
export function openFenced(
  last: SentRecord | undefined,
  fence: FencedSend,
  wish: SendWish,
): Attempt | undefined {
  if (last !== undefined && last.sequence > fence.sequence) return undefined;
  if (last === undefined || !speaksOf(last, wish)) {
    return wish.parts === 0 ? undefined : { part: 0, attempt: 1, sendId: wish.sendId(0, 1) };
  }
  if (isWhole(last)) return undefined;
  if (last.state === 'sent') return attemptAt(last.part + 1, 1, wish);
  // What another run failed at is tried anew. Whatever a worker does about an open one it writes down before.
  const isTriedAnew =
    last.state === 'failed' && last.runId !== wish.runId && !isGivenUp(last, wish);
  return isTriedAnew ? attemptAt(last.part, last.attempt + 1, wish) : undefined;
}

/** True where a worker is to say what it will hand over before it does: its fence alone would not tell which attempt. */
export const isSaidBefore = (last: SentRecord | undefined, sequence: number): boolean =>
  last?.state === 'unknown' && last.sequence === sequence;
