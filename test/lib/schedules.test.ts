import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { Schedules } from '../../lib/schedules.ts';
import type { ScheduleSpec } from '../../manifest.ts';
import type { FunctionSpec } from '../../manifest-uses.ts';
import { newApp } from './synthesis.ts';

const SWEEP: ScheduleSpec = { name: 'sweep', at: 'rate(15 minutes)', calls: 'sweep' };

const planner: FunctionSpec = {
  name: 'planner',
  timeoutSeconds: 10,
  memoryMb: 256,
  table: ['GetItem'],
  uses: ['schedule:send'],
};

function templateOf(schedules: readonly ScheduleSpec[], functions: readonly FunctionSpec[]) {
  const stack = new Stack(newApp(), 'convoke', { env: { region: 'eu-west-1' } });
  const made = new Schedules(stack, 'Schedules', { schedules, functions });
  made.call(schedules, (name) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`);
  return Template.fromStack(stack);
}

test('a regular call has its time, its function and a role that may call nothing else', () => {
  const template = templateOf([SWEEP], []);
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    GroupName: 'convoke-schedules',
    ScheduleExpression: 'rate(15 minutes)',
    Target: { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:sweep' },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: 'lambda:InvokeFunction',
          Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:sweep',
        },
      ],
    },
  });
});

test('a function that plans starts gets a group, and the group may start that workflow', () => {
  const template = templateOf([], [planner]);
  template.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  expect(policies).toContain('stateMachine:convoke-send');
  expect(policies).not.toContain('stateMachine:convoke-deliver');
});

test('nobody but the Scheduler, for this group, takes on the role', () => {
  const [role] = Object.values(templateOf([SWEEP], []).findResources('AWS::IAM::Role'));
  const trust = JSON.stringify(role?.Properties.AssumeRolePolicyDocument);
  expect(trust).toContain('scheduler.amazonaws.com');
  expect(trust).toContain(':schedule-group/convoke-schedules');
});

test('nothing is made while nobody asks for a schedule', () => {
  const template = templateOf([], [{ ...planner, uses: [] }]);
  expect(template.toJSON().Resources ?? {}).toEqual({});
});
