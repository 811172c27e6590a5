/** What is younger may be on its way: EventBridge tries for minutes, a queue too. */
export const MIN_AGE_MS = 20 * 60_000;

/** What is older was looked at some hundred times. */
export const MAX_AGE_MS = 72 * 3_600_000;

/** True for what an event must have told of by now, and that a sweep still looks at. @param at ISO */
export function isDue(at: string, now: number): boolean {
  const age = now - Date.parse(at);
  return age >= MIN_AGE_MS && age <= MAX_AGE_MS;
}
