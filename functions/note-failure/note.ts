import * as z from 'zod/mini';
import { noteFailed } from '../../adapters/failed-executions.ts';
import { logger } from '../task.ts';

const StatusChange = z.object({
  detail: z.object({ executionArn: z.string(), status: z.string(), input: z.string() }),
});

/** Notes that an execution failed, where people look. @param body event of Step Functions */
export async function note(body: string): Promise<void> {
  const { executionArn, status, input } = StatusChange.parse(JSON.parse(body)).detail;
  logger.error('execution failed', { execution: executionArn, status });
  await noteFailed(executionArn, input);
}
