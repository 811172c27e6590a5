import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import jsonata from 'jsonata';
import { executionArns } from './names.ts';
import {
  asObject,
  asText,
  expressionIn,
  type Json,
  type JsonObject,
  type State,
  statesOf,
} from './workflow-file.ts';

/** What a workflow needs to know of its surroundings to say what it calls. */
export type CallContext = Readonly<{
  scope: Construct;
  /** ARN of the workflow itself. */
  self: string;
  type: State['execution'];
  /** A text with every placeholder replaced. */
  resolve: (text: string) => string;
}>;

/** What a workflow may do, and a sentence for each call for which no permission is known here. */
export type Permissions = Readonly<{
  statements: readonly PolicyStatement[];
  problems: readonly string[];
}>;

type Calls = (args: JsonObject, context: CallContext) => readonly PolicyStatement[];

const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ actions, resources });

const resolved = (value: Json | undefined, { resolve }: CallContext): string =>
  resolve(asText(value));

/**
 * The text that every value of an expression begins with: `runs/` of `{% 'runs/' & $x %}`, all of a
 * plain text, nothing where only the execution knows.
 */
export function literalStart(text: string): string {
  const expression = expressionIn(text);
  if (expression === undefined) return text;
  let node: unknown = jsonata(expression).ast();
  while (isNode(node) && node.type === 'binary' && node.value === '&') node = node.lhs;
  return isNode(node) && node.type === 'string' && typeof node.value === 'string' ? node.value : '';
}

const isNode = (node: unknown): node is { type: unknown; value?: unknown; lhs?: unknown } =>
  typeof node === 'object' && node !== null && 'type' in node;

/** Objects of a bucket whose keys begin as an expression does. */
function objects(bucket: Json | undefined, start: Json | undefined, context: CallContext): string {
  return Stack.of(context.scope).formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: resolved(bucket, context),
    resourceName: `${literalStart(asText(start))}*`,
  });
}

const startWorkflow: Calls = (args, context) => [
  allow(['states:StartExecution'], [resolved(args.StateMachineArn, context)]),
];

const TASKS: Readonly<Record<string, Calls>> = {
  'arn:aws:states:::lambda:invoke': (args, context) => [
    allow(['lambda:InvokeFunction'], [resolved(args.FunctionName, context)]),
  ],
  // Fire and forget: nobody waits for the end.
  'arn:aws:states:::states:startExecution': startWorkflow,
  'arn:aws:states:::aws-sdk:sfn:startExecution': startWorkflow,
  'arn:aws:states:::states:startExecution.sync:2': (args, context) => {
    const started = resolved(args.StateMachineArn, context);
    const rule = Stack.of(context.scope).formatArn({
      service: 'events',
      resource: 'rule',
      // How Step Functions hears of the end of an execution that it waits for; the name is its own.
      resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    });
    return [
      ...startWorkflow(args, context),
      allow(['states:DescribeExecution', 'states:StopExecution'], [executionArns(started)]),
      allow(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], [rule]),
    ];
  },
};

const READERS: Readonly<Record<string, Calls>> = {
  'arn:aws:states:::s3:getObject': (args, context) => [
    allow(['s3:GetObject'], [objects(args.Bucket, args.Key, context)]),
  ],
};

const WRITERS: Readonly<Record<string, Calls>> = {
  'arn:aws:states:::s3:putObject': (args, context) => [
    allow(
      ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      [objects(args.Bucket, args.Prefix, context)],
    ),
  ],
};

/** A Distributed Map starts its children as executions of the workflow itself (aws.md 5). */
function selfStart(label: Json | undefined, { self }: CallContext): readonly PolicyStatement[] {
  const children = [executionArns(self), executionArns(self, asText(label))];
  return [
    allow(['states:StartExecution'], [self]),
    allow(['states:DescribeExecution', 'states:StopExecution'], children),
    allow(['states:RedriveExecution'], children),
  ];
}

/** Derives what a workflow may do from what its states call. */
export function permissionsOf(definition: JsonObject, context: CallContext): Permissions {
  const statements: PolicyStatement[] = [];
  const problems: string[] = [];
  const take = (known: Readonly<Record<string, Calls>>, state: string, call: JsonObject): void => {
    const resource = asText(call.Resource);
    const calls = known[resource];
    if (calls) statements.push(...calls(asObject(call.Arguments), context));
    else problems.push(`«${state}» calls ${resource}, and lib/asl-permissions.ts does not know it`);
  };
  for (const { name, body } of statesOf(definition, context.type)) {
    if (body.Type === 'Task') take(TASKS, name, body);
    if (body.ItemReader !== undefined) take(READERS, name, asObject(body.ItemReader));
    if (body.ResultWriter !== undefined) take(WRITERS, name, asObject(body.ResultWriter));
    const { Mode } = asObject(asObject(body.ItemProcessor).ProcessorConfig);
    if (Mode === 'DISTRIBUTED') statements.push(...selfStart(body.Label, context));
  }
  return { statements, problems };
}
