import type { EventTime } from '../calendar/snapshot.ts';
import { toInstant } from '../calendar/zones.ts';

/**
 * The name of one instance of a series: its original start as an instant, `2026-12-01T13:00:00Z`.
 *
 * By instant, because Google answers a series of Europe/Berlin with a RECURRENCE-ID in UTC (imip.md 78).
 */
export const instanceKey = (recurrenceId: EventTime): string =>
  `${new Date(toInstant(recurrenceId)).toISOString().slice(0, 19)}Z`;
