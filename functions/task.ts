import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { ZodMiniType } from 'zod/mini';
import { busyOr } from '../adapters/service-busy.ts';

/** One JSON line per decision; ids and counts only, never an address or a text (security.md 1.9). */
export const logger = new Logger({ serviceName: 'convoke' });

/** A step was called with something else than its workflow promises. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
  constructor(problems: readonly string[]) {
    super(`the input does not fit: ${problems.join('; ')}`);
  }
}

/**
 * The Lambda handler of one Task state: checks the input, runs the step, logs its result.
 *
 * @param run gives what the state's `Payload` will be; it may hold no address
 * @throws BadInput from the handler when the input does not fit `input`
 * @throws ServiceBusy in place of a passing error of AWS
 */
export function task<Input, Output extends Record<string, unknown>>(
  input: ZodMiniType<Input>,
  run: (input: Input, context: Context) => Promise<Output>,
): middy.MiddyfiedHandler<unknown, Output> {
  return middy<unknown, Output>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (event, context) => {
      const read = input.safeParse(event);
      if (!read.success) {
        // Paths and codes only: the message of an issue may quote the value.
        throw new BadInput(read.error.issues.map((i) => `${i.path.join('.')} ${i.code}`));
      }
      const output = await run(read.data, context).catch((error: unknown) => {
        // By this name the workflows wait for it (statemachines/).
        throw busyOr(error);
      });
      logger.info(context.functionName, { output });
      return output;
    });
}
