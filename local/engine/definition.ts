import type { Json } from './contract.ts';
import type { Template } from './expressions.ts';

/** A state machine, branch or item processor, ready to run. */
export type Flow = Readonly<{
  startAt: string;
  states: ReadonlyMap<string, State>;
}>;

/** A whole workflow. */
export type Workflow = Readonly<{ flow: Flow; timeoutSeconds?: number }>;

/** One retrier of a Retry field. */
export type Retrier = Readonly<{
  errors: readonly string[];
  /** @default 1 second */
  intervalSeconds: number;
  /** @default 3 */
  maxAttempts: number;
  /** @default 2 */
  backoffRate: number;
  maxDelaySeconds?: number;
  /** JitterStrategy FULL: a random share of the delay. */
  jitter: boolean;
}>;

/** What a state, choice rule or catcher leaves behind. */
export type Exit = Readonly<{
  /** Absent where the state ends its flow. */
  next?: string;
  output?: Template;
  assign?: Template;
}>;

/** One catcher of a Catch field. */
export type Catcher = Exit & Readonly<{ errors: readonly string[]; next: string }>;

type Named = Readonly<{ name: string }>;
type Guarded = Readonly<{ retry: readonly Retrier[]; catchers: readonly Catcher[] }>;

/** What a Task state calls. */
export type TaskResource =
  | Readonly<{ kind: 'function'; arn: string }>
  | Readonly<{ kind: 'lambda-invoke' }>
  | Readonly<{ kind: 'start-execution'; mode: 'request' | 'sync' | 'sync:2' }>
  | Readonly<{ kind: 's3-get-object' }>;

/** A Pass state. */
export type PassState = Named & Exit & Readonly<{ type: 'Pass' }>;
/** A Succeed state. */
export type SucceedState = Named & Readonly<{ type: 'Succeed'; output?: Template }>;
/** A Fail state. */
export type FailState = Named & Readonly<{ type: 'Fail'; error?: Template; cause?: Template }>;
/** A Wait state; one of `seconds` and `timestamp` is there. */
export type WaitState = Named &
  Exit &
  Readonly<{ type: 'Wait'; seconds?: Template; timestamp?: Template }>;
/** One rule of a Choice state. */
export type ChoiceRule = Exit & Readonly<{ condition: Template; next: string }>;
/** `next` is the Default. */
export type ChoiceState = Named & Exit & Readonly<{ type: 'Choice'; rules: readonly ChoiceRule[] }>;
/** A Task state. */
export type TaskState = Named &
  Exit &
  Guarded &
  Readonly<{
    type: 'Task';
    resource: TaskResource;
    arguments?: Template;
    timeoutSeconds?: Template;
    heartbeatSeconds?: Template;
  }>;
/** A Parallel state. */
export type ParallelState = Named &
  Exit &
  Guarded &
  Readonly<{ type: 'Parallel'; branches: readonly Flow[]; arguments?: Template }>;
/** A Map state, inline or distributed. */
export type MapState = Named &
  Exit &
  Guarded &
  Readonly<{
    type: 'Map';
    items?: Template;
    itemSelector?: Template;
    maxConcurrency?: Template;
    toleratedFailureCount?: Template;
    toleratedFailurePercentage?: Template;
    processor: Flow;
    distributed?: Distributed;
  }>;

/** Any state. */
export type State =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

/** What only a Distributed Map has. */
export type Distributed = Readonly<{
  executionType: 'STANDARD' | 'EXPRESS';
  label: string | undefined;
  reader: Reader | undefined;
  batcher: Batcher | undefined;
  writer: Writer | undefined;
}>;

/** How an ItemReader reads CSV. */
export type CsvConfig = Readonly<{
  delimiter: string;
  /** Absent: the first row has them. */
  headers: readonly string[] | undefined;
}>;

/** An ItemReader. */
export type Reader = Readonly<{
  source: 'object' | 'listing';
  arguments: Template;
  inputType: 'JSON' | 'JSONL' | 'CSV';
  csv: CsvConfig;
  maxItems: Template | undefined;
}>;

/** An ItemBatcher. */
export type Batcher = Readonly<{
  maxItems: Template | undefined;
  maxBytes: Template | undefined;
  batchInput: Template | undefined;
}>;

/** A ResultWriter. */
export type Writer = Readonly<{
  /** Absent: nothing is exported, the transformation applies to the state's own result. */
  arguments: Template | undefined;
  transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  outputType: 'JSON' | 'JSONL';
}>;

/** A flow's state by name. @throws Error never for a parsed flow: every Next is checked at load */
export function stateOf(flow: Flow, name: string): State {
  const state = flow.states.get(name);
  if (state === undefined) throw new Error(`no state ${name} in this flow`);
  return state;
}

/** The literal that a template stands for, undefined when it holds an expression. */
export function literalOf(template: Template): Json | undefined {
  return template.kind === 'literal' ? template.value : undefined;
}
