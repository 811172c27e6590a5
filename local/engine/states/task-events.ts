import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { TaskState } from '../definition.ts';
import { type EventDetails, untruncated } from '../history.ts';
import type { Visit } from '../visit.ts';
import type { TaskLimits } from './task.ts';

/** Records the events of one attempt; each call gives the event's id. */
export type TaskEvents = Readonly<{
  /** What AWS's messages call the task's service. */
  service: string;
  scheduled(parameters: string, limits: TaskLimits): number;
  started(): number;
  submitted(output: string): number;
  succeeded(output: string): number;
  failed(error: string, cause: string): number;
  timedOut(): number;
}>;

/** The events of a Task: a function ARN as Resource has its own, older set. */
export function taskEvents(visit: Visit<TaskState>): TaskEvents {
  const { resource } = visit.state;
  switch (resource.kind) {
    case 'function':
      return functionEvents(visit, resource.arn);
    case 'lambda-invoke':
      return serviceEvents(visit, 'lambda', 'invoke');
    case 's3-get-object':
      return serviceEvents(visit, 'aws-sdk:s3', 'getObject');
    case 'start-execution': {
      const suffix = resource.mode === 'request' ? '' : `.${resource.mode}`;
      return serviceEvents(visit, 'states', `startExecution${suffix}`);
    }
    default:
      throw resource satisfies never;
  }
}

type Append = (type: HistoryEventType, details?: EventDetails) => number;

function appender({ scope }: Visit): Append {
  return (type, details) => {
    scope.previous = scope.execution.history.append(type, scope.previous, details);
    return scope.previous;
  };
}

function secondsOf({ timeout, heartbeat }: TaskLimits): object {
  return {
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  };
}

const timeout = { error: 'States.Timeout' };
const outputDetails = untruncated;

function functionEvents(visit: Visit<TaskState>, resource: string): TaskEvents {
  const append = appender(visit);
  return {
    service: resource,
    scheduled: (input, limits) =>
      append('LambdaFunctionScheduled', {
        lambdaFunctionScheduledEventDetails: {
          resource,
          input,
          inputDetails: untruncated,
          ...secondsOf(limits),
        },
      }),
    started: () => append('LambdaFunctionStarted'),
    submitted: () => visit.scope.previous,
    succeeded: (output) =>
      append('LambdaFunctionSucceeded', {
        lambdaFunctionSucceededEventDetails: { output, outputDetails },
      }),
    failed: (error, cause) =>
      append('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: { error, cause } }),
    timedOut: () =>
      append('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: timeout }),
  };
}

function serviceEvents(
  visit: Visit<TaskState>,
  resourceType: string,
  resource: string,
): TaskEvents {
  const append = appender(visit);
  const { region } = visit.scope.execution.engine.home;
  const named = { resourceType, resource };
  return {
    service: resourceType,
    scheduled: (parameters, limits) =>
      append('TaskScheduled', {
        taskScheduledEventDetails: { ...named, region, parameters, ...secondsOf(limits) },
      }),
    started: () => append('TaskStarted', { taskStartedEventDetails: named }),
    submitted: (output) =>
      append('TaskSubmitted', { taskSubmittedEventDetails: { ...named, output, outputDetails } }),
    succeeded: (output) =>
      append('TaskSucceeded', { taskSucceededEventDetails: { ...named, output, outputDetails } }),
    failed: (error, cause) =>
      append('TaskFailed', { taskFailedEventDetails: { ...named, error, cause } }),
    timedOut: () => append('TaskTimedOut', { taskTimedOutEventDetails: { ...named, ...timeout } }),
  };
}
