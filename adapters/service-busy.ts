import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** DynamoDB, S3 or another service gave no proper answer, however often the SDK asked: it may do so soon. */
export class ServiceBusy extends Error {
  override readonly name = 'ServiceBusy';
  /** @param cause only its name is told: its message may quote a key */
  constructor(cause: Error) {
    super(`a service gave ${cause.name} time after time`, { cause });
  }
}

const JUDGES = [isTransientError, isThrottlingError, isServerError];

/** What a step, a page or the API says instead of an error that a later try may not meet; else the error as it is. */
export function busyOr(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const asked = error as Parameters<typeof isServerError>[0];
  return JUDGES.some((isPassing) => isPassing(asked)) ? new ServiceBusy(error) : error;
}
