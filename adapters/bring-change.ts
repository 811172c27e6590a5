import type { EventVersion } from '../domain/invite/event.ts';
import { endOf } from '../domain/invite/event-record.ts';
import { holdSeconds } from './hold.ts';
import { startChange } from './workflows.ts';

/** Hands a version to the pipeline that brings it to the guests; does nothing for one that nobody hears of. */
export async function bringChange({ eventId, sequence, tells }: EventVersion): Promise<void> {
  if (tells === 'nobody') return;
  await startChange(tells, { eventId, sequence, holdSeconds: holdSeconds() });
}

/** Names of executions are taken for 90 days; whoever repeats a request does so much sooner. */
const MAX_AGE_MS = 86_400_000;

/**
 * Starts what a request that broke off left to do: the version was recorded, and the pipeline did not begin.
 *
 * @returns true when the guests hear of the version now
 */
export async function bringAgain(version: EventVersion, now: Date): Promise<boolean> {
  const { eventId, sequence, sequenceAt, series } = version;
  const isOver = (endOf(series) ?? Number.POSITIVE_INFINITY) <= now.getTime();
  const isOld = now.getTime() - Date.parse(sequenceAt) > MAX_AGE_MS;
  if (sequence === 0 || isOver || isOld) return false;
  const kind = series.status === 'cancelled' ? 'cancel' : 'update';
  return startChange(kind, { eventId, sequence, holdSeconds: holdSeconds() });
}
