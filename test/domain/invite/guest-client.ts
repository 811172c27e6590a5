import { expand } from '../../../domain/calendar/rrule.ts';
import { timeText } from '../../../domain/calendar/time-text.ts';
import { toInstant } from '../../../domain/calendar/zones.ts';
import type { GuestMessage } from '../../../domain/invite/guest-messages.ts';
import type { Series, TimedSnapshot } from '../../../domain/invite/series.ts';

/** What a guest's client keeps of an event; undefined for none. */
export type Kept =
  | Readonly<{
      master: TimedSnapshot;
      overrides: ReadonlyMap<number, TimedSnapshot>;
      gone: ReadonlySet<number>;
    }>
  | undefined;

const WINDOW = { from: 0, limit: 1_000, horizon: Date.UTC(2100, 0, 1) };

const startsOf = (master: TimedSnapshot): readonly number[] =>
  expand({ ...master, exdates: [] }, WINDOW);

/** A calendar that shows a series. */
export const keptOf = ({ status, master, overrides }: Series): Kept =>
  status === 'cancelled'
    ? undefined
    : {
        master,
        overrides: new Map(overrides.map((each) => [toInstant(each.recurrenceId), each])),
        gone: new Set(master.exdates.map(toInstant)),
      };

/**
 * What a client keeps after a message, by the letter of RFC 5546: a new master keeps what differs at instances that
 * it still has.
 */
export function receive(kept: Kept, { method, snapshot }: GuestMessage): Kept {
  if (snapshot.recurrenceId === undefined) {
    if (method === 'CANCEL') return undefined;
    const gone = new Set(snapshot.exdates.map(toInstant));
    const still = new Set(startsOf(snapshot).filter((at) => !gone.has(at)));
    const overrides = [...(kept?.overrides ?? [])].filter(([at]) => still.has(at));
    return { master: snapshot, overrides: new Map(overrides), gone };
  }
  if (kept === undefined) return undefined;
  const at = toInstant(snapshot.recurrenceId);
  const overrides = new Map(kept.overrides);
  const gone = new Set(kept.gone);
  if (method === 'CANCEL') {
    overrides.delete(at);
    gone.add(at);
  } else {
    overrides.set(at, snapshot);
    gone.delete(at);
  }
  return { ...kept, overrides, gone };
}

/** What a guest sees, a line an instance. */
export function shown(kept: Kept): readonly string[] {
  if (kept === undefined) return [];
  const { master, overrides, gone } = kept;
  const length = toInstant(master.end) - toInstant(master.start);
  return startsOf(master)
    .filter((at) => !gone.has(at))
    .map((at) => {
      const { start, end, summary, location } = overrides.get(at) ?? master;
      const isRegular = !overrides.has(at);
      const from = isRegular ? at : toInstant(start);
      const to = isRegular ? at + length : toInstant(end);
      return [new Date(from).toISOString(), (to - from) / 60_000, summary, location].join(' ');
    });
}

/** A message in one line: METHOD, the instance, its start, its words. */
export function told({ method, snapshot, changes }: GuestMessage): string {
  const { recurrenceId, start, exdates } = snapshot;
  return [
    method,
    ...(recurrenceId ? [`of ${timeText(recurrenceId)}`] : []),
    `at ${timeText(start)}`,
    ...(exdates.length > 0 ? [`without ${exdates.map(timeText).join(', ')}`] : []),
    ...changes.map((change) => `«${change}»`),
  ].join(' ');
}
