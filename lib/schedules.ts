import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ScheduleSpec, WorkflowName } from '../manifest.ts';
import type { FunctionSpec } from '../manifest-uses.ts';
import { nameOf, pascal, workflowArn } from './names.ts';

/** What asks for schedules: the manifest's regular ones, and functions that make one-time ones. */
export type SchedulesProps = Readonly<{
  schedules: readonly ScheduleSpec[];
  functions: readonly FunctionSpec[];
}>;

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

/**
 * EventBridge Scheduler: a group for this installation's schedules, and the role that it takes on when
 * it calls. Neither is made while the manifest asks for no schedule.
 */
export class Schedules extends Construct {
  readonly groupName: string;
  readonly roleArn: string;
  private readonly role: Role | undefined;

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    this.groupName = nameOf(this, 'schedules');
    // By name: functions whose ARNs the role needs have the role's in their environment.
    this.roleArn = this.arnOf('iam', 'role', this.groupName);
    const workflows = startedLater(props.functions);
    if (workflows.length === 0 && props.schedules.length === 0) return;
    new CfnScheduleGroup(this, 'Group', { name: this.groupName });
    this.role = new Role(this, 'Role', {
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
    if (workflows.length > 0) {
      this.role.addToPolicy(
        new PolicyStatement({
          actions: ['states:StartExecution'],
          resources: workflows.map((name) => workflowArn(this, name)),
        }),
      );
    }
  }

  /** Makes the regular schedules. @param arnOfFunction the ARN of a function of the manifest */
  call(schedules: readonly ScheduleSpec[], arnOfFunction: (name: string) => string): void {
    const { role } = this;
    if (role === undefined) return;
    for (const { name, at, calls } of schedules) {
      const arn = arnOfFunction(calls);
      role.addToPolicy(
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [arn] }),
      );
      new CfnSchedule(this, pascal(name), {
        name: nameOf(this, name),
        groupName: this.groupName,
        scheduleExpression: at,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn,
          roleArn: role.roleArn,
          input: '{}',
          // The next call comes soon enough; calls that pile up would all come at once.
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
        },
      }).node.addDependency(role, this.node.findChild('Group'));
    }
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
