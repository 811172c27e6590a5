import type { CalendarMessage, EventSnapshot, EventTime } from '../calendar/snapshot.ts';
import { instanceKey } from './instance.ts';

/** When something was said of an event: what orders messages (RFC 5546 §2.1.5). */
export type Stamp = Readonly<{
  sequence: number;
  /** Instant, `YYYY-MM-DDTHH:MM:SSZ`. */
  dtstamp: string;
}>;

/** The newest REQUEST about an event or an instance, and the newest CANCEL. */
export type Spoken = Readonly<{ request?: EventSnapshot; cancel?: Stamp }>;

/** What was said of one instance of a series. */
export type SpokenInstance = Spoken & Readonly<{ recurrenceId: EventTime }>;

/** The series ends before the instance that starts `at`: RANGE=THISANDFUTURE split it there (imip.md 94). */
export type Cut = Stamp & Readonly<{ at: EventTime }>;

/**
 * Everything that an organizer said of an event, newest word by component.
 *
 * A join-semilattice: each register keeps the greater of two words, so that any order and any number of
 * repetitions of the same messages end in the same state (RFC 5546 §2.1.5, security.md B31).
 */
export type EventState = Readonly<{
  event: Spoken & Readonly<{ cut?: Cut }>;
  /** By `instanceKey`; also those that the rule has no more. */
  instances: Readonly<Record<string, SpokenInstance>>;
}>;

/** Nothing was said yet. */
export const EMPTY_STATE: EventState = { event: {}, instances: {} };

/**
 * The state after a REQUEST or CANCEL; the same object when the message says nothing new.
 *
 * @param arrivedAt stands in for the DTSTAMP that some clients leave out of a CANCEL
 */
export function joinMessage(
  state: EventState,
  { method, master, overrides }: CalendarMessage,
  arrivedAt: string,
): EventState {
  const isCancel = method === 'CANCEL';
  const said = master === undefined ? state : joinEvent(state, master, isCancel, arrivedAt);
  const known = overrides.length === 0 ? said : withNewKeys(said);
  const joined = overrides.reduce(
    (now, each) => joinInstance(now, each, isCancel, arrivedAt),
    known,
  );
  return joined === known ? said : joined;
}

/**
 * The state under the keys that its instances have today. The rules of a zone may have changed since it was stored: then
 * a date has another instant, and would be there twice.
 */
function withNewKeys(state: EventState): EventState {
  const entries = Object.entries(state.instances);
  const isOld = ([key, { recurrenceId }]: (typeof entries)[number]) =>
    key !== instanceKey(recurrenceId);
  if (!entries.some(isOld)) return state;
  const keyed = entries.map(([, spoken]) => [instanceKey(spoken.recurrenceId), spoken] as const);
  return { ...state, instances: Object.fromEntries(keyed) };
}

function joinEvent(
  state: EventState,
  master: EventSnapshot,
  isCancel: boolean,
  arrivedAt: string,
): EventState {
  const event = joinSpoken(state.event, master, isCancel, arrivedAt);
  return event === state.event ? state : { ...state, event: { ...state.event, ...event } };
}

function joinInstance(
  state: EventState,
  component: EventSnapshot,
  isCancel: boolean,
  arrivedAt: string,
): EventState {
  const { recurrenceId } = component;
  if (recurrenceId === undefined) return state;
  if (component.thisAndFuture) return joinCut(state, component, recurrenceId, arrivedAt);
  const key = instanceKey(recurrenceId);
  const before = state.instances[key];
  const spoken = joinSpoken(before ?? {}, component, isCancel, arrivedAt);
  if (spoken === before) return state;
  return { ...state, instances: { ...state.instances, [key]: { ...spoken, recurrenceId } } };
}

function joinCut(
  state: EventState,
  component: EventSnapshot,
  at: EventTime,
  arrivedAt: string,
): EventState {
  const cut = { ...stampOf(component, arrivedAt), at };
  const before = state.event.cut;
  if (before !== undefined && !isLater(cut, before)) return state;
  return { ...state, event: { ...state.event, cut } };
}

function joinSpoken(
  before: Spoken,
  component: EventSnapshot,
  isCancel: boolean,
  arrivedAt: string,
): Spoken {
  const stamp = stampOf(component, arrivedAt);
  if (isCancel || component.status === 'CANCELLED') {
    const cancel = laterCancel(before.cancel, stamp);
    return cancel === before.cancel ? before : { ...before, cancel };
  }
  const { request } = before;
  if (request !== undefined && !isNewerRequest(component, request)) return before;
  return { ...before, request: component };
}

/** Outlook cancels an instance with SEQUENCE:0 (imip.md 66): the two parts of the stamp count apart. */
function laterCancel(before: Stamp | undefined, { sequence, dtstamp }: Stamp): Stamp {
  if (before === undefined) return { sequence, dtstamp };
  if (sequence <= before.sequence && dtstamp <= before.dtstamp) return before;
  return {
    sequence: Math.max(sequence, before.sequence),
    dtstamp: dtstamp > before.dtstamp ? dtstamp : before.dtstamp,
  };
}

/** (SEQUENCE, DTSTAMP) of a component. */
export function stampOf({ sequence, dtstamp }: EventSnapshot, arrivedAt: string): Stamp {
  return { sequence, dtstamp: dtstamp ?? `${arrivedAt.slice(0, 19)}Z` };
}

/** True when `a` was said after `b`. */
export function isLater(a: Stamp, b: Stamp): boolean {
  return a.sequence === b.sequence ? a.dtstamp > b.dtstamp : a.sequence > b.sequence;
}

/** Two different words of one stamp: any rule will do that does not look at who came first. */
function isNewerRequest(incoming: EventSnapshot, stored: EventSnapshot): boolean {
  const [a, b] = [incoming, stored].map((each) => stampOf(each, ''));
  if (a === undefined || b === undefined) return false;
  if (isLater(a, b) || isLater(b, a)) return isLater(a, b);
  return JSON.stringify(incoming) > JSON.stringify(stored);
}

/** True when a CANCEL stands against the newest REQUEST. */
export function isOff({ request, cancel }: Spoken): boolean {
  if (cancel === undefined) return false;
  if (request === undefined) return true;
  const stamp = stampOf(request, '');
  return cancel.sequence > stamp.sequence || cancel.dtstamp >= stamp.dtstamp;
}
