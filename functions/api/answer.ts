import {
  IdempotencyAlreadyInProgressError,
  IdempotencyValidationError,
} from '@aws-lambda-powertools/idempotency';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { BadCursor } from '../../adapters/time-index.ts';
import { logger } from '../task.ts';
import { PROBLEMS, Problem, type ProblemCode } from './problem.ts';

/** An answer of the API. */
export type Answer = APIGatewayProxyStructuredResultV2;

/** An answer with a JSON body. */
export const json = (statusCode: number, value: unknown, type = 'application/json'): Answer => ({
  statusCode,
  headers: {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: JSON.stringify(value),
});

function problem(code: ProblemCode, detail: string): Answer {
  const { status, title } = PROBLEMS[code];
  const type = `https://convoke.invalid/problems/${code}`;
  return json(status, { type, title, status, code, detail }, 'application/problem+json');
}

/** The problem (RFC 9457) that an error is to the caller; what they cannot mend is logged under the id. */
export function toProblem(error: unknown, requestId: string): Answer {
  if (error instanceof Problem) return problem(error.code, error.message);
  if (error instanceof BadCursor) return problem('bad_cursor', error.message);
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
  return problem('internal', `try again; if it stays, look for ${requestId} in the log`);
}
