import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as Lambda,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { nameOf } from './names.ts';

/** What a Lambda function of ours is made of. */
export type LambdaFunctionProps = Readonly<{
  /** Its name after the stack's. */
  name: string;
  /** A folder with one file, `index.mjs`, that exports `handler`. */
  code: Code;
  timeoutSeconds: number;
  memoryMb: number;
  /** How long its log is kept. */
  logDays: number;
  environment: Readonly<Record<string, string>>;
  /** Everything that it may do, but for writing its own log and traces. */
  statements: readonly PolicyStatement[];
}>;

/**
 * One Lambda function. Its role may do what it is told and write its own log and traces, nothing else;
 * the managed policy that CDK would attach may write every log of the account.
 */
export class LambdaFunction extends Lambda {
  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    const functionName = nameOf(scope, props.name);
    const logGroup = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    super(scope, id, {
      functionName,
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      environment: { ...props.environment },
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
    });
    const writeLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    for (const statement of [writeLog, ...props.statements]) role.addToPolicy(statement);
  }
}
