import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { EngineClock } from './contract.ts';
import { StateFailure } from './errors.ts';
import type { Store } from './store.ts';

/** What an event says beyond its type, keyed as in the API, e.g. `stateEnteredEventDetails`. */
export type EventDetails = Omit<
  Partial<HistoryEvent>,
  'id' | 'previousEventId' | 'type' | 'timestamp'
>;

type StoredEvent = Readonly<{
  id: number;
  previous: number;
  at: number;
  type: HistoryEventType;
  details: string;
}>;

/** AWS ends a STANDARD execution whose history is this long. */
const standardLimit = 25_000;

/** AWS's mark that nothing was cut from a payload. */
export const untruncated = { truncated: false };

const noDetails = '{}';

/**
 * The events of one execution.
 *
 * Those of STANDARD go to the database as they happen; those of EXPRESS are kept in memory and
 * written as one row when it ends, as an interrupted EXPRESS execution begins again anyway.
 */
export class History {
  readonly #store: Store;
  readonly #clock: EngineClock;
  readonly #execution: number;
  readonly #buffer: StoredEvent[] | undefined;
  #last: number;

  constructor(store: Store, clock: EngineClock, execution: number, buffered: boolean) {
    this.#store = store;
    this.#clock = clock;
    this.#execution = execution;
    this.#buffer = buffered ? [] : undefined;
    this.#last = buffered ? 0 : lastEventId(store, execution);
  }

  /** The id of the newest event, 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Adds an event and gives its id. @throws StateFailure at AWS's limit of 25,000 events */
  append(type: HistoryEventType, previous: number, details?: EventDetails): number {
    const atLimit = this.#buffer === undefined && this.#last >= standardLimit - 1;
    if (atLimit && !type.startsWith('Execution')) {
      const reason = `The execution reached the maximum number of history events (${standardLimit}).`;
      throw new StateFailure('States.Runtime', reason, this.#last);
    }
    this.#last += 1;
    const text = details === undefined ? noDetails : JSON.stringify(details);
    const at = this.#clock.now();
    if (this.#buffer !== undefined) {
      this.#buffer.push({ id: this.#last, previous, at, type, details: text });
      return this.#last;
    }
    this.#store.write(
      'INSERT INTO events (execution, id, previous, at, type, details) VALUES (?, ?, ?, ?, ?, ?)',
      this.#execution,
      this.#last,
      previous,
      at,
      type,
      text,
    );
    return this.#last;
  }

  /** The events so far, if they are still in memory. */
  buffered(): HistoryEvent[] | undefined {
    return this.#buffer?.map(toApi);
  }

  /** Writes what was kept in memory. */
  flush(): void {
    if (this.#buffer === undefined) return;
    const sql = 'INSERT OR REPLACE INTO express_histories (execution, events) VALUES (?, ?)';
    this.#store.write(sql, this.#execution, JSON.stringify(this.#buffer));
  }
}

/** The id of the newest stored event, 0 when there is none. */
export function lastEventId(store: Store, execution: number): number {
  const sql = 'SELECT max(id) AS last FROM events WHERE execution = ?';
  return store.row<{ last: number | null }>(sql, execution)?.last ?? 0;
}

/** The stored events of an ended EXPRESS execution. */
export function expressEvents(store: Store, execution: number): HistoryEvent[] {
  const sql = 'SELECT events FROM express_histories WHERE execution = ?';
  const row = store.row<{ events: string }>(sql, execution);
  return row === undefined ? [] : (JSON.parse(row.events) as StoredEvent[]).map(toApi);
}

/** A page of the stored events of a STANDARD execution. @param offset events to pass over */
export function standardEvents(
  store: Store,
  execution: number,
  page: Readonly<{ reverse: boolean; offset: number; limit: number }>,
): HistoryEvent[] {
  const order = page.reverse ? 'DESC' : 'ASC';
  const sql = `SELECT * FROM events WHERE execution = ? ORDER BY id ${order} LIMIT ? OFFSET ?`;
  return store.rows<StoredEvent>(sql, execution, page.limit, page.offset).map(toApi);
}

function toApi(event: StoredEvent): HistoryEvent {
  return {
    timestamp: new Date(event.at),
    type: event.type,
    id: event.id,
    previousEventId: event.previous,
    ...(JSON.parse(event.details) as EventDetails),
  };
}
