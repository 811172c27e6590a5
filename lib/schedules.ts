import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { FunctionSpec, WorkflowName } from '../manifest.ts';
import { nameOf, workflowArn } from './names.ts';

/** The workflows that functions may make one-time schedules for. */
const startedLater = (functions: readonly FunctionSpec[]): readonly WorkflowName[] => [
  ...new Set(
    functions.flatMap(({ uses }) =>
      uses.flatMap((use) =>
        use.startsWith('schedule:') ? [use.replace('schedule:', '') as WorkflowName] : [],
      ),
    ),
  ),
];

/** EventBridge Scheduler: a group for this installation's schedules, and the role that it takes on when it calls. */
export class Schedules extends Construct {
  readonly groupName: string;
  readonly roleArn: string;

  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ functions: readonly FunctionSpec[] }>,
  ) {
    super(scope, id);
    this.groupName = nameOf(this, 'schedules');
    // By name: functions that are made before the role have its ARN in their environment.
    this.roleArn = this.arnOf('iam', 'role', this.groupName);
    new CfnScheduleGroup(this, 'Group', { name: this.groupName });
    const role = new Role(this, 'Role', {
      roleName: this.groupName,
      description: 'What schedules may call',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Aws.ACCOUNT_ID,
            'aws:SourceArn': this.arnOf('scheduler', 'schedule-group', this.groupName),
          },
        },
      }),
    });
    const workflows = startedLater(props.functions).map((name) => workflowArn(this, name));
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: workflows }),
    );
  }

  /** Every schedule of the group. */
  get scheduleArns(): string {
    return `${this.arnOf('scheduler', 'schedule', this.groupName)}/*`;
  }

  private arnOf(service: string, resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({
      service,
      resource,
      resourceName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      ...(service === 'iam' && { region: '' }),
    });
  }
}
