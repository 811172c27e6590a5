import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { WorkflowName } from '../manifest.ts';

/** `SendBatch` for `send-batch`, `InboxRsvp` for `inbox/rsvp/`: what workflow files call it. */
export const pascal = (name: string): string =>
  name
    .split(/[-/ ]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/**
 * The name of a thing in the account: the stack's name goes first, so that two installations live
 * side by side. Only for things that hold no data: a name that is taken stops a deployment.
 */
export const nameOf = (scope: Construct, name: string): string =>
  `${Stack.of(scope).stackName}-${name}`;

/**
 * The ARN of a workflow, made from its name. A reference would be a cycle: the api function starts a
 * workflow whose functions share the api function's environment, and a Distributed Map starts itself.
 */
export const workflowArn = (scope: Construct, name: WorkflowName): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: nameOf(scope, name),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** The ARN of every execution of a workflow, or of the children of its Distributed Map `label`. */
export const executionArns = (stateMachineArn: string, label?: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}${label === undefined ? '' : `/${label}`}:*`;
