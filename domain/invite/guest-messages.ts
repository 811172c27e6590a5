import { describeDifference } from '../calendar/describe-difference.ts';
import { findInstance } from '../calendar/is-instance.ts';
import type { EventTime } from '../calendar/snapshot.ts';
import { toInstant, WESTERNMOST_MS } from '../calendar/zones.ts';
import { instanceKey } from './instance.ts';
import { overridesOf, regularInstance, type Series, type TimedSnapshot } from './series.ts';

/** One iTIP message of those that bring a guest from the version they hold to the newest. */
export type GuestMessage = Readonly<{
  method: 'REQUEST' | 'CANCEL';
  /** The event, or with `recurrenceId` one instance of it. */
  snapshot: TimedSnapshot;
  /** What is different for this guest, in words; empty in an invitation. */
  changes: readonly string[];
}>;

/** More changed dates than this go out as the series anew: a guest gets no flood of mails. */
const MAX_SINGLE_DATES = 10;

/**
 * The messages that a guest needs, in the order in which they are sent; none where nothing differs.
 *
 * One changed instance is a REQUEST of its own, one deleted instance a CANCEL with RECURRENCE-ID, a changed
 * series the master and then each live override (imip.md 65, 91, 92, 68). Instances that were over at
 * `at` are left out.
 *
 * Pure: the same arguments give the same messages, so that a message can be named by its place.
 *
 * @param held   what the guest's calendar shows; undefined for a new guest
 * @param at     instant at which `newest` was recorded, ISO 8601
 */
export function messagesFor(
  held: Series | undefined,
  newest: Series,
  at: string,
): readonly GuestMessage[] {
  const holds = held?.status === 'confirmed';
  if (newest.status === 'cancelled') {
    return holds ? [{ method: 'CANCEL', snapshot: newest.master, changes: [] }] : [];
  }
  if (!holds) return wholeSeries(undefined, newest, at);
  const anew = () => [...wholeSeries(held, newest, at), ...backToRule([held], newest, at)];
  if (!isSameRule(held.master, newest.master)) return anew();
  const single = singleDates(held, newest, at);
  return single === undefined || single.length > MAX_SINGLE_DATES ? anew() : single;
}

/**
 * As `messagesFor`, where it is not known which of these a guest's calendar shows: everything is said, so that
 * it does not matter.
 */
export function messagesForUnsure(
  maybe: readonly Series[],
  newest: Series,
  at: string,
): readonly GuestMessage[] {
  const shown = maybe.filter(({ status }) => status === 'confirmed');
  if (newest.status === 'cancelled')
    return shown.slice(0, 1).flatMap((one) => messagesFor(one, newest, at));
  return [...wholeSeries(undefined, newest, at), ...backToRule(shown, newest, at)];
}

/** True when a guest with `held` need not hear of `newest`. */
export function isSameForGuests(held: Series, newest: Series, at: string): boolean {
  return messagesFor(held, newest, at).length === 0 && held.status === newest.status;
}

function wholeSeries(
  held: Series | undefined,
  newest: Series,
  at: string,
): readonly GuestMessage[] {
  const changes = held === undefined ? [] : describeDifference(held.master, newest.master);
  const overrides = newest.overrides
    .filter((override) => !isOver(override, at))
    .map((snapshot): GuestMessage => ({ method: 'REQUEST', snapshot, changes: [] }));
  return [{ method: 'REQUEST', snapshot: newest.master, changes }, ...overrides];
}

/**
 * Dates that differed and are as the rule has them again. Some clients keep what differed when the series comes anew,
 * so each is said.
 */
function backToRule(held: readonly Series[], newest: Series, at: string): readonly GuestMessage[] {
  const gone = instants(newest.master.exdates);
  const dates = held.flatMap(({ overrides }) => overrides.map(({ recurrenceId }) => recurrenceId));
  const overrideAt = overridesOf(newest);
  const back = new Map<number, GuestMessage>();
  for (const date of dates) {
    const recurrenceId = findInstance(newest.master, date);
    if (!recurrenceId || gone.has(toInstant(date)) || overrideAt(date)) continue;
    const snapshot = regularInstance(newest.master, recurrenceId);
    if (isOver(snapshot, at)) continue;
    back.set(toInstant(date), { method: 'REQUEST', snapshot, changes: [] });
  }
  return [...back.values()];
}

/** undefined when a date went back to the rule: only the series itself says that. */
function singleDates(
  held: Series,
  newest: Series,
  at: string,
): readonly GuestMessage[] | undefined {
  const before = instants(held.master.exdates);
  const after = instants(newest.master.exdates);
  const isBack = [...before].some((instant) => !after.has(instant));
  const overrideAt = overridesOf(newest);
  const isRegular = held.overrides.some(
    ({ recurrenceId }) => !overrideAt(recurrenceId) && !after.has(toInstant(recurrenceId)),
  );
  if (isBack || isRegular) return undefined;
  const heldAt = overridesOf(held);
  const heldInstance = (date: EventTime) => heldAt(date) ?? regularInstance(held.master, date);
  const cancelled = newest.master.exdates
    .filter((date) => !before.has(toInstant(date)))
    .map((date) => heldInstance(date))
    .filter((instance) => !isOver(instance, at))
    .map((snapshot): GuestMessage => ({ method: 'CANCEL', snapshot, changes: [] }));
  const changed = newest.overrides.flatMap((snapshot): readonly GuestMessage[] => {
    const old = heldInstance(snapshot.recurrenceId);
    const changes = describeDifference(old, snapshot);
    if (changes.length === 0 || (isOver(snapshot, at) && isOver(old, at))) return [];
    return [{ method: 'REQUEST', snapshot, changes }];
  });
  return [...cancelled, ...changed];
}

const instants = (times: readonly EventTime[]): ReadonlySet<number> =>
  new Set(times.map(toInstant));

function isSameRule(a: TimedSnapshot, b: TimedSnapshot): boolean {
  return describeDifference({ ...a, exdates: [] }, { ...b, exdates: [] }).length === 0;
}

function isOver({ end, start }: TimedSnapshot, at: string): boolean {
  const lateness = start.kind === 'date' ? WESTERNMOST_MS : 0;
  return toInstant(end) + lateness <= Date.parse(at);
}

/** Names a message among those of a version: its method and the instance that it is about. */
export function messageName({ method, snapshot: { recurrenceId } }: GuestMessage): string {
  return recurrenceId === undefined ? method : `${method} ${instanceKey(recurrenceId)}`;
}
