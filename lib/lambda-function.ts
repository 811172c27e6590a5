import { join } from 'node:path';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { nameOf } from './names.ts';

const ROOT = join(import.meta.dirname, '..');

/** As long as Step Functions keeps its histories: then both tell of an execution, or none does. */
export const LOG_RETENTION = RetentionDays.THREE_MONTHS;

/** What a Lambda function of ours is made of. */
export type LambdaFunctionProps = Readonly<{
  /** Its name after the stack's. */
  name: string;
  /** Path of the file that exports `handler`. */
  entry: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Readonly<Record<string, string>>;
  /** Everything that it may do, but for writing its own log. */
  statements: readonly PolicyStatement[];
}>;

/**
 * One Lambda function in one file, the SDK included: the runtime's own copy starts slower and changes
 * without us (aws.md 4). Its role may do what it is told and write its own log, nothing else; the
 * managed policy that CDK would attach may write every log of the account.
 */
export class LambdaFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    const functionName = nameOf(scope, props.name);
    const logGroup = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    super(scope, id, {
      functionName,
      entry: props.entry,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: props.memoryMb,
      environment: { ...props.environment },
      role,
      logGroup,
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        bundleAwsSDK: true,
        logLevel: LogLevel.ERROR,
        // Packages that are CommonJS inside an ES module still call require.
        banner:
          "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
      },
    });
    const writeLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    for (const statement of [writeLog, ...props.statements]) role.addToPolicy(statement);
  }
}
