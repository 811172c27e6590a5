/**
 * The part of the manifest that says what a function may be: its limits, and what it can touch.
 */
import type { WorkflowName } from './manifest.ts';

/** What a function may do to the table, in DynamoDB's words; `QueryIndex` is a Query of the index by time. */
export type TableCall =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'QueryIndex'
  | 'PutItem'
  | 'UpdateItem'
  | 'BatchWriteItem'
  | 'DeleteItem';

/** What else a function may touch. `lib/` derives IAM from both, and nothing else is granted. */
export type Use =
  | 'mail:read'
  /** Reads the version that an event told of. */
  | 'mail:version'
  | 'mail:list'
  | 'mail:delete'
  | 'data:read'
  | 'data:version'
  | 'data:write'
  /** Writes objects while they are made, in parts. */
  | 'data:stream'
  | 'data:delete'
  | 'ses:send'
  | 'ses:account'
  | 'secret:read'
  /** Reads what CloudFront proves itself with. */
  | 'edge:read'
  | `workflow:${'start' | 'sync' | 'redrive' | 'stop' | 'describe' | 'list'}:${WorkflowName}`
  /** Puts events on the installation's own bus. */
  | 'bus:put'
  /** Makes one-time schedules that start the workflow. */
  | `schedule:${WorkflowName}`
  /** Gives them up. */
  | 'unschedule';

/** One Lambda function: the folder of the same name in `functions/`. */
export type FunctionSpec = Readonly<{
  name: string;
  timeoutSeconds: number;
  memoryMb: number;
  table: readonly TableCall[];
  uses: readonly Use[];
}>;
