import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import { LambdaFunction } from './lambda-function.ts';

/**
 * The installation's keys: a secret that a function fills when it is empty, at deployment.
 *
 * CloudFormation can generate one value at one top-level key, and we need two keys of 32 octets, one of
 * them nested. A value made in the template would also be made anew by the next change of the template,
 * and every ticket that guests hold would be worth nothing. Nobody but the function ever has the keys
 * in hand: not the template, not the machine that deploys, not CloudFormation's events.
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
    const fill = new LambdaFunction(this, 'Fill', {
      name: 'first-keys',
      entry: join(import.meta.dirname, 'first-keys', 'handler.ts'),
      timeoutSeconds: 30,
      memoryMb: 256,
      environment: { SECRET_ID: this.secretArn },
      statements: [
        new PolicyStatement({
          actions: ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue'],
          resources: [this.secretArn],
        }),
      ],
    });
    new Trigger(this, 'AtDeployment', { handler: fill });
  }
}
