import type { EngineClock, EnginePorts, Json } from './contract.ts';
import type { Flow } from './definition.ts';
import type { AbortReason } from './errors.ts';
import type { End, ExecutionRow } from './executions-table.ts';
import type { History } from './history.ts';
import type { LiveMapRun } from './map-run.ts';
import type { Home } from './names.ts';
import type { Payload } from './payload.ts';
import type { Store } from './store.ts';

/** The parts that every execution works with. */
export type Engine = Readonly<{
  ports: EnginePorts;
  clock: EngineClock;
  store: Store;
  home: Home;
  /** Between 0 and 1; jitter and `$random` use it. */
  random: () => number;
  /** Executions that run in this process, by row id. */
  live: Map<number, LiveExecution>;
  /** Map runs that run in this process, by row id. */
  mapRuns: Map<number, LiveMapRun>;
  /** Starts an execution as StartExecution does. @throws ApiError */
  start(machine: string, name: string | undefined, input: string): ExecutionRow;
  /** Runs a child of a map run to its end; undefined when the engine was closed. */
  runChild(row: ExecutionRow, how: HowToRun, flow: Flow): Promise<End | undefined>;
  /** Takes an execution back; nothing happens when it is not running here. */
  abort(id: number, reason: AbortReason, end?: Readonly<{ error?: string; cause?: string }>): void;
  /** Resolves once the execution has ended. @param arn of an execution that exists */
  untilEnded(arn: string): Promise<ExecutionRow>;
}>;

/** `resumed`: its process died; `redriven`: by RedriveExecution or a redriven map run. */
export type HowToRun = 'started' | 'resumed' | 'redriven';

/** An execution that runs in this process. */
export type LiveExecution = {
  readonly engine: Engine;
  readonly row: ExecutionRow;
  readonly history: History;
  readonly controller: AbortController;
  readonly input: Payload;
  readonly flow: Flow;
  /** Unless `started`, its checkpoints say where it goes on. */
  readonly how: HowToRun;
  /** What StopExecution gave as error and cause. */
  stopDetails: Readonly<{ error?: string; cause?: string }>;
};

/** The variables of a flow, and the length of each one's JSON text. */
export type Variables = Readonly<{
  values: Readonly<Record<string, Json>>;
  sizes: Readonly<Record<string, number>>;
}>;

/** One run through a flow: the top of an execution, a branch, or an iteration. */
export type Scope = {
  readonly execution: LiveExecution;
  readonly flow: Flow;
  readonly path: string;
  readonly signal: AbortSignal;
  /** The item that an iteration works on, for `$states.context.Map`. */
  readonly item: Readonly<{ Index: number; Value: Json }> | undefined;
  variables: Variables;
  /** The newest event of this scope. */
  previous: number;
  /** The state that has been entered and not left. */
  current: Readonly<{ name: string; type: string }> | undefined;
};
