import type { AudienceRange, AudienceRow } from '../domain/invite/audience.ts';
import { writeObject } from './objects.ts';
import { audienceObject, manifestObject } from './run-objects.ts';
import { putRun } from './run-store.ts';

/** For so long the run of a single invitation is kept; the guest's own row stays. */
const KEPT_SECONDS = 90 * 86_400;

/**
 * Makes a run whose audience is one guest, frozen from the start. Until somebody closes it, it is listed as `queued`: the
 * sweep starts it if nobody else does. A second time changes nothing.
 *
 * @returns its only range
 */
export async function createRunOfOne(
  runId: string,
  eventId: string,
  guest: AudienceRow,
  at: Date,
): Promise<AudienceRange> {
  const line = `${JSON.stringify(guest)}\n`;
  const range = { range: 0, start: 0, end: Buffer.byteLength(line), count: 1 };
  await Promise.all([
    writeObject('data', audienceObject({ runId }), line),
    writeObject('data', manifestObject(runId, 1), `${JSON.stringify(range)}\n`),
  ]);
  await putRun({
    ...{ runId, eventId, guestKey: guest.guestKey, kind: 'invite', state: 'queued' },
    ...{ total: 1, ranges: 1, pass: 1, createdAt: at.toISOString() },
    ttl: Math.floor(at.getTime() / 1_000) + KEPT_SECONDS,
  });
  return range;
}
