import type { RequestListener, ServerResponse } from 'node:http';
import * as sfn from '@aws-sdk/client-sfn';
import type { StepFunctions } from '../engine/contract.ts';
import { RequestTooLarge, readBody, sendError, sendJson } from './answer.ts';

/** Step Functions' own limit of a request (aws.md 1.1). */
const MAX_REQUEST = 1024 * 1024;

type Operation = (engine: StepFunctions, input: never) => Promise<object>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: (engine, input) => engine.startExecution(input),
  StartSyncExecution: (engine, input) => engine.startSyncExecution(input),
  DescribeExecution: (engine, input) => engine.describeExecution(input),
  StopExecution: (engine, input) => engine.stopExecution(input),
  RedriveExecution: (engine, input) => engine.redriveExecution(input),
  ListExecutions: (engine, input) => engine.listExecutions(input),
  GetExecutionHistory: (engine, input) => engine.getExecutionHistory(input),
  ListMapRuns: (engine, input) => engine.listMapRuns(input),
  DescribeMapRun: (engine, input) => engine.describeMapRun(input),
  UpdateMapRun: (engine, input) => engine.updateMapRun(input),
  ListStateMachines: (engine, input) => engine.listStateMachines(input),
  DescribeStateMachine: (engine, input) => engine.describeStateMachine(input),
};

/**
 * Speaks Step Functions' wire protocol, AWS JSON 1.0, in front of `engine`.
 *
 * An Error whose name is not the API's becomes `InternalServerError`; the SDK retries that.
 */
export function statesHandler(engine: StepFunctions): RequestListener {
  return async (req, res) => {
    try {
      const body = await readBody(req, MAX_REQUEST);
      const name = String(req.headers['x-amz-target']).split('.')[1] ?? '';
      const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
      if (operation === undefined) {
        const known = Object.keys(OPERATIONS).join(', ');
        sendError(
          res,
          400,
          'UnknownOperationException',
          `${name} is not embedded; these are: ${known}`,
        );
        return;
      }
      const input = readInput(body);
      if (input === undefined)
        sendError(res, 400, 'SerializationException', 'the body is not a JSON object');
      else sendJson(res, 200, toWire(await operation(engine, input as never)));
    } catch (cause) {
      sendFault(res, cause);
    }
  };
}

function readInput(body: Buffer): object | undefined {
  try {
    const input: unknown = JSON.parse(body.length === 0 ? '{}' : body.toString());
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : undefined;
  } catch {
    return undefined;
  }
}

function sendFault(res: ServerResponse, cause: unknown): void {
  if (res.headersSent || res.destroyed) return;
  if (cause instanceof RequestTooLarge) {
    sendError(res, 413, 'RequestEntityTooLarge', cause.message);
  } else if (cause instanceof Error && API_ERRORS.has(cause.name)) {
    sendError(res, 400, cause.name, cause.message);
  } else {
    sendError(
      res,
      500,
      'InternalServerError',
      cause instanceof Error ? cause.message : String(cause),
    );
  }
}

/** Names of the exceptions that the API declares, from the SDK itself. */
const API_ERRORS: ReadonlySet<string> = new Set(
  Object.entries(sfn)
    .filter(
      ([, one]) => typeof one === 'function' && one.prototype instanceof sfn.SFNServiceException,
    )
    .map(([name]) => name),
);

/** AWS JSON 1.0 carries instants as seconds since the epoch. */
function toWire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toWire(one)]));
}
