import {
  IdempotencyAlreadyInProgressError,
  IdempotencyValidationError,
} from '@aws-lambda-powertools/idempotency';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { optionalSetting } from '../../adapters/environment.ts';
import { EventBusy } from '../../adapters/record-message.ts';
import { busyOr, ServiceBusy } from '../../adapters/service-busy.ts';
import { BadCursor } from '../../adapters/time-index.ts';
import { logger } from '../task.ts';
import { PROBLEMS, Problem, type ProblemCode } from './problem.ts';

/** An answer of the API. */
export type Answer = APIGatewayProxyStructuredResultV2;

/** Fields that every answer has. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** An answer with a JSON body. @param headers further fields, lower case */
export const json = (
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...HEADERS, ...headers },
  body: JSON.stringify(value),
});

function problem(code: ProblemCode, detail: string, retryAfterSeconds?: number): Answer {
  const { status, title } = PROBLEMS[code];
  const type = `${optionalSetting('PUBLIC_URL')}/v1/problems/${code}`;
  const fields = {
    'content-type': 'application/problem+json',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  };
  return json(status, { type, title, status, code, detail }, fields);
}

/** Powertools tells of an error of the table as one of its own. */
const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;

/** The problem (RFC 9457) that an error is to the caller; what they cannot mend is logged under the id. */
export function toProblem(error: unknown, requestId: string): Answer {
  if (error instanceof Problem) {
    return problem(error.code, error.message, error.retryAfterSeconds);
  }
  if (error instanceof BadCursor) return problem('bad_cursor', error.message);
  if (error instanceof EventBusy) {
    return problem('event_busy', 'somebody changes the event at this moment; try again soon');
  }
  if (error instanceof IdempotencyValidationError) {
    return problem('key_reused', 'this Idempotency-Key came with another body before');
  }
  if (error instanceof IdempotencyAlreadyInProgressError) {
    return problem('in_progress', 'the first request with this key is not done; ask again soon');
  }
  logger.error('request failed', {
    requestId,
    error: error instanceof Error ? error.name : 'unknown',
  });
  if (busyOr(rootOf(error)) instanceof ServiceBusy) {
    return problem('try_later', 'AWS gives no answer at this moment; try again in a minute');
  }
  return problem('internal', `try again; if it stays, look for ${requestId} in the log`);
}
