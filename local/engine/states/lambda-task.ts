import { randomUUID } from 'node:crypto';
import type { Json } from '../contract.ts';
import type { TaskState } from '../definition.ts';
import { isObject, type Payload, payloadOf } from '../payload.ts';
import type { Visit } from '../visit.ts';
import { sdkMetadata } from './sdk-metadata.ts';
import type { TaskAnswer, TaskCall } from './task.ts';

/** Calls the function whose ARN is the Resource; its answer is the result as it stands. */
export const callFunction: TaskCall = (visit, input, signal) => {
  const { resource } = visit.state;
  const arn = resource.kind === 'function' ? resource.arn : '';
  return invoke(visit, arn, input.value, signal);
};

/** Calls `lambda:invoke`; the answer is in an envelope, as the API gives it. */
export const invokeLambda: TaskCall = async (visit, input, signal) => {
  const parameters = isObject(input.value) ? input.value : {};
  const { FunctionName: name, Qualifier: qualifier, Payload: payload } = parameters;
  if (typeof name !== 'string') {
    const cause = 'FunctionName is missing from the Arguments of lambda:invoke';
    return { ok: false, error: 'Lambda.ValidationException', cause };
  }
  const qualified = typeof qualifier === 'string' ? `${name}:${qualifier}` : name;
  // AWS passes {} to the function where the payload is null or absent.
  const answer = await invoke(visit, qualified, payload ?? {}, signal);
  if (!answer.ok) return answer;
  const envelope = {
    ExecutedVersion: '$LATEST',
    Payload: answer.output.value,
    ...sdkMetadata('application/json', answer.output.text, {
      'X-Amz-Executed-Version': '$LATEST',
    }),
    StatusCode: 200,
  };
  return { ok: true, output: payloadOf(envelope) };
};

async function invoke(
  visit: Visit<TaskState>,
  name: string,
  payload: Json,
  signal: AbortSignal,
): Promise<TaskAnswer> {
  const { ports } = visit.scope.execution.engine;
  try {
    const answer = await ports.invokeLambda(name, payload, signal);
    if (answer === undefined) return notFound(name);
    if (answer.ok) return { ok: true, output: lambdaPayload(answer.payload) };
    const { errorType, errorMessage, trace } = answer;
    const cause = JSON.stringify({ errorType, errorMessage, trace: trace ?? [] });
    return { ok: false, error: errorType, cause };
  } catch (error) {
    return { ok: false, error: 'Lambda.SdkClientException', cause: String(error) };
  }
}

/** A function that returns nothing gives null, as JSON has no undefined. */
function lambdaPayload(payload: Json | undefined): Payload {
  return payloadOf(payload ?? null);
}

function notFound(name: string): TaskAnswer {
  const cause = `Function not found: ${name} (Service: Lambda, Status Code: 404, Request ID: ${randomUUID()})`;
  return { ok: false, error: 'Lambda.ResourceNotFoundException', cause };
}
