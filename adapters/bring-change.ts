import type { EventVersion } from '../domain/invite/event.ts';
import { holdSeconds } from './hold.ts';
import { startChange } from './workflows.ts';

/** Hands a version to the pipeline that brings it to the guests; does nothing for one that nobody hears of. */
export async function bringChange({ eventId, sequence, tells }: EventVersion): Promise<void> {
  if (tells === 'nobody') return;
  await startChange(tells, { eventId, sequence, holdSeconds: holdSeconds() });
}
