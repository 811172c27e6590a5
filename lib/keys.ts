import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { FIRST_KEYS } from './bundles.ts';
import { LambdaFunction } from './lambda-function.ts';

/**
 * The installation's keys: a secret without a value. It outlives the stack: with other keys every ticket
 * that guests hold would be worth nothing.
 */
export class Keys extends Construct {
  readonly secretArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const secret = new CfnSecret(this, 'Secret', {
      description: 'Convoke: root key and the keys that seal tickets and links',
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.secretArn = secret.ref;
  }
}

/**
 * Fills the secret with its first keys at deployment, when it is empty.
 *
 * CloudFormation can generate one value at one top-level key, and we need two keys of 32 octets, one of
 * them nested. A value made in the template would also be made anew by the next change of the template.
 * Nobody but the function ever has the keys in hand: not the template, not the machine that deploys, not
 * CloudFormation's events.
 */
export class FirstKeys extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ secretArn: string; code: Code; logDays: number }>,
  ) {
    super(scope, id);
    const fill = new LambdaFunction(this, 'Fill', {
      name: FIRST_KEYS,
      code: props.code,
      logDays: props.logDays,
      timeoutSeconds: 30,
      memoryMb: 256,
      environment: { SECRET_ID: props.secretArn },
      statements: [
        new PolicyStatement({
          actions: ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'],
          resources: [props.secretArn],
        }),
      ],
    });
    new Trigger(this, 'AtDeployment', { handler: fill });
  }
}
