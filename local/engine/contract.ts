import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeMapRunInput,
  DescribeMapRunOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  ListExecutionsInput,
  ListExecutionsOutput,
  ListMapRunsInput,
  ListMapRunsOutput,
  ListStateMachinesInput,
  ListStateMachinesOutput,
  RedriveExecutionInput,
  RedriveExecutionOutput,
  StartExecutionInput,
  StartExecutionOutput,
  StartSyncExecutionInput,
  StartSyncExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
  UpdateMapRunInput,
  UpdateMapRunOutput,
} from '@aws-sdk/client-sfn';

/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What a Lambda function answered: its value, or the error that its runtime reports. */
export type LambdaAnswer =
  | Readonly<{ ok: true; payload: Json }>
  | Readonly<{ ok: false; errorType: string; errorMessage: string; trace?: readonly string[] }>;

/** An object in a bucket, as a listing shows it. */
export type ListedObject = Readonly<{
  Key: string;
  Size: number;
  Etag: string;
  LastModified: number;
  StorageClass: string;
}>;

/** The world outside the interpreter: what its Task states, ItemReader and ResultWriter reach. */
export type EnginePorts = Readonly<{
  /** @param functionArn ARN or name, with or without a qualifier. Resolves undefined when there is no such function. */
  invokeLambda(
    functionArn: string,
    payload: Json,
    signal: AbortSignal,
  ): Promise<LambdaAnswer | undefined>;
  /** Resolves undefined when there is no such object. */
  readObject(
    bucket: string,
    key: string,
    versionId?: string,
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  listObjects(bucket: string, prefix: string): AsyncIterable<ListedObject>;
  writeObject(bucket: string, key: string, body: Uint8Array): Promise<void>;
}>;

/** Time, as the interpreter sees it; tests pass a virtual one. */
export type EngineClock = Readonly<{
  now(): number;
  /** Calls `run` once, `ms` from now; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}>;

/** One workflow as it is loaded: the text of its ASL file with every `${Placeholder}` already replaced. */
export type WorkflowSource = Readonly<{
  name: string;
  type: 'STANDARD' | 'EXPRESS';
  definition: string;
}>;

/**
 * The embedded Step Functions: the operations of its API with the SDK's own input and output shapes.
 * A failed call throws an Error whose `name` is the API's exception name, e.g. `ExecutionAlreadyExists`.
 */
export type StepFunctions = Readonly<{
  /** @throws UnsupportedWorkflow when the definition uses anything that the interpreter does not do */
  load(source: WorkflowSource): string;
  startExecution(input: StartExecutionInput): Promise<StartExecutionOutput>;
  startSyncExecution(input: StartSyncExecutionInput): Promise<StartSyncExecutionOutput>;
  describeExecution(input: DescribeExecutionInput): Promise<DescribeExecutionOutput>;
  stopExecution(input: StopExecutionInput): Promise<StopExecutionOutput>;
  redriveExecution(input: RedriveExecutionInput): Promise<RedriveExecutionOutput>;
  listExecutions(input: ListExecutionsInput): Promise<ListExecutionsOutput>;
  getExecutionHistory(input: GetExecutionHistoryInput): Promise<GetExecutionHistoryOutput>;
  listMapRuns(input: ListMapRunsInput): Promise<ListMapRunsOutput>;
  describeMapRun(input: DescribeMapRunInput): Promise<DescribeMapRunOutput>;
  updateMapRun(input: UpdateMapRunInput): Promise<UpdateMapRunOutput>;
  listStateMachines(input: ListStateMachinesInput): Promise<ListStateMachinesOutput>;
  describeStateMachine(input: DescribeStateMachineInput): Promise<DescribeStateMachineOutput>;
  /** Takes up what a stopped process left running: each such execution goes on as if redriven. */
  resume(): Promise<number>;
  /** Resolves once the execution has ended. */
  untilEnded(executionArn: string): Promise<DescribeExecutionOutput>;
  close(): Promise<void>;
}>;
