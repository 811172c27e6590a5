import { timeText } from '../calendar/time-text.ts';
import { messagesFor } from './guest-messages.ts';
import type { Series } from './series.ts';

/** Lines that a record keeps of one change; the rest is counted. */
const MAX_LINES = 20;

/**
 * What an organizer's change did, for people: `starts 2 h later`, `2026-12-08T10:00:00: cancelled`.
 *
 * @param at instant at which `after` was recorded, ISO 8601
 */
export function describeChange(before: Series, after: Series, at: string): readonly string[] {
  if (after.status === 'cancelled') return before.status === 'cancelled' ? [] : ['cancelled'];
  const back = before.status === 'cancelled' ? ['takes place after all'] : [];
  const held = before.status === 'cancelled' ? { ...before, status: 'confirmed' as const } : before;
  const lines = messagesFor(held, after, at).flatMap(({ method, snapshot, changes }) => {
    const { recurrenceId } = snapshot;
    if (recurrenceId === undefined) return changes;
    const words = method === 'CANCEL' ? ['cancelled'] : changes;
    return words.map((each) => `${timeText(recurrenceId).replace('T', ' ')}: ${each}`);
  });
  const all = [...back, ...lines];
  if (all.length <= MAX_LINES) return all;
  return [...all.slice(0, MAX_LINES - 1), `and ${all.length - MAX_LINES + 1} more changes`];
}
