/** The definition breaks a rule of the Amazon States Language; the message names the place. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
}

/** The definition is valid on AWS but uses what this interpreter does not do (README.md). */
export class UnsupportedWorkflow extends Error {
  override readonly name = 'UnsupportedWorkflow';
  readonly feature: string;

  constructor(place: string, feature: string) {
    super(`${place}: ${feature} is not supported by the local interpreter`);
    this.feature = feature;
  }
}

/**
 * A state failed: what Retry and Catch see.
 *
 * `error` and `reason` (the ASL's Cause) may be absent, as in a Fail state without them.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  readonly reason: string | undefined;
  /** The last history event of the failed chain. */
  eventId: number;

  constructor(error: string | undefined, reason: string | undefined, eventId: number) {
    super(error ?? 'failed');
    this.error = error;
    this.reason = reason;
    this.eventId = eventId;
  }
}

/** Why work was taken back before its end. */
export type AbortReason = 'stopped' | 'timed-out' | 'sibling-failed' | 'closed';

/** Unwinds the states of an execution, branch or child that was taken back. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
  readonly reason: AbortReason;

  constructor(reason: AbortReason) {
    super(`aborted: ${reason}`);
    this.reason = reason;
  }
}

/** An expression gave no usable value; `reason` is AWS's sentence without the state's prefix. */
export class EvaluationFailure extends Error {
  override readonly name = 'EvaluationFailure';
  readonly reason: string;
  readonly location: string | undefined;

  constructor(reason: string, location: string | undefined) {
    super(reason);
    this.reason = reason;
    this.location = location;
  }
}

/** The API's own exceptions that this engine throws. */
export type ApiErrorName =
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'ExecutionNotRedrivable'
  | 'InvalidArn'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidToken'
  | 'ResourceNotFound'
  | 'StateMachineDoesNotExist'
  | 'StateMachineTypeNotSupported'
  | 'ValidationException';

/** A refused API call; `name` is the API's exception name. */
export class ApiError extends Error {
  constructor(name: ApiErrorName, message: string) {
    super(message);
    this.name = name;
  }
}
