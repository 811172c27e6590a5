import type { HistoryEvent } from './states-api.ts';

/** One stay of an execution in a state; times are epoch seconds. */
export type Visit = Readonly<{ state: string; from: number; to?: number; error?: string }>;

const errorOf = (event: HistoryEvent): string | undefined => {
  const details = Object.values(event).find(
    (value): value is { error?: string; cause?: string } =>
      typeof value === 'object' && value !== null && 'error' in value,
  );
  return details && [details.error, details.cause].filter((part) => part).join(': ');
};

/** The stays of an execution in its states, in order; a failure is told of the last one. */
export function visitsOf(events: readonly HistoryEvent[]): readonly Visit[] {
  const visits: Visit[] = [];
  for (const event of events) {
    const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
    if (entered) visits.push({ state: entered.name, from: event.timestamp });
    const name = exited?.name;
    const index = visits.findLastIndex((visit) => visit.state === name && visit.to === undefined);
    const open = visits[index];
    if (open) visits[index] = { ...open, to: event.timestamp };
    const error = /Failed|TimedOut|Aborted/.test(event.type) ? errorOf(event) : undefined;
    const last = visits.at(-1);
    if (error && last) visits[visits.length - 1] = { ...last, error };
  }
  return visits;
}
