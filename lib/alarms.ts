import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { Configuration } from './configuration.ts';
import type { Events } from './events.ts';
import type { Functions } from './functions.ts';
import { nameOf, pascal } from './names.ts';
import type { Store } from './store.ts';
import type { Workflows } from './workflows.ts';

/** What is watched. */
export type Watched = Readonly<{
  configuration: Configuration;
  workflows: Workflows;
  functions: Functions;
  events: Events;
  api: Api;
  store: Store;
}>;

const FIVE_MINUTES = Duration.minutes(5);

/** One alarm: `article` is its heading in docs/runbook.md, `of` the thing, where there are several. */
type Watch = Readonly<{
  article: string;
  of?: string;
  says: string;
  metric: IMetric;
  /** Rings above this. */
  above: number;
  /** Periods of the metric in a row; 1 where once is enough. */
  periods?: number;
}>;

const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };

/** SES pauses an account at 10 % bounces and 0.5 % complaints, and warns at 5 % and 0.1 % (security.md 1.10). */
const reputation = (metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/SES',
    metricName,
    statistic: Stats.MAXIMUM,
    period: Duration.hours(1),
  });

function* workflowWatches({ workflows }: Watched): Generator<Watch> {
  for (const [name, machine] of workflows.all) {
    yield {
      article: 'Workflow failed',
      of: name,
      says: `An execution of «${name}» failed, timed out or was aborted`,
      metric: new MathExpression({
        expression: 'failed + timedOut + aborted',
        usingMetrics: {
          failed: machine.metricFailed(sum),
          timedOut: machine.metricTimedOut(sum),
          aborted: machine.metricAborted(sum),
        },
        period: FIVE_MINUTES,
      }),
      above: 0,
    };
  }
}

function* queueWatches({ events }: Watched): Generator<Watch> {
  for (const [name, queue] of events.deadLetters) {
    yield {
      article: 'Dead letters',
      of: name,
      says: `«${name}» holds events that nobody could take`,
      metric: queue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      above: 0,
    };
  }
  for (const [name, queue] of events.queues) {
    yield {
      article: 'Queue waits',
      of: name,
      says: `The oldest event of «${name}» has waited for more than 15 minutes`,
      metric: queue.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      above: 900,
      periods: 2,
    };
  }
}

function* functionWatches({ functions }: Watched): Generator<Watch> {
  yield {
    article: 'Functions throttled',
    says: 'Lambda refused calls: the account runs as many functions as it may',
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', ...sum }),
    above: 0,
    periods: 3,
  };
  for (const { name } of functions.outsideWorkflows) {
    yield {
      article: 'Function fails',
      of: name,
      says: `«${name}» threw more than twice in five minutes`,
      metric: functions.get(name).metricErrors(sum),
      above: 2,
    };
  }
}

function* otherWatches({ api, store }: Watched): Generator<Watch> {
  yield {
    article: 'API answers with errors',
    says: 'The API or a page answered more than five requests in five minutes with 5xx',
    metric: api.api.metricServerError(sum),
    above: 5,
  };
  yield {
    article: 'Table refuses',
    says: 'DynamoDB throttled requests for 15 minutes',
    metric: new MathExpression({
      expression: 'reads + writes',
      usingMetrics: {
        reads: store.table.metric('ReadThrottleEvents', sum),
        writes: store.table.metric('WriteThrottleEvents', sum),
      },
      period: FIVE_MINUTES,
    }),
    above: 0,
    periods: 3,
  };
  yield {
    article: 'Bounces near the limit',
    says: 'More than 4 % of the mails of this account bounce: SES reviews an account at 5 %',
    metric: reputation('Reputation.BounceRate'),
    above: 0.04,
  };
  yield {
    article: 'Complaints near the limit',
    says: 'More than 0.08 % of the mails are complained about: SES reviews an account at 0.1 %',
    metric: reputation('Reputation.ComplaintRate'),
    above: 0.0008,
  };
}

/** `Workflow failed` as the part of an address after the `#`: as GitHub makes it. */
export const anchorOf = (article: string): string =>
  article
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

/**
 * Rings when somebody has to do something, and says where to read what. Everything that mends itself is
 * on the dashboard only.
 */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: Watched) {
    super(scope, id);
    const { runbook, email, topicArn } = props.configuration.alarms;
    const watches = [
      ...workflowWatches(props),
      ...queueWatches(props),
      ...functionWatches(props),
      ...otherWatches(props),
    ];
    this.all = watches.map(({ article, of = '', says, metric, above, periods = 1 }) => {
      const name = [anchorOf(article), ...(of === '' ? [] : [of])].join('-');
      return new Alarm(this, pascal(name), {
        alarmName: nameOf(this, name),
        alarmDescription: `${says}. What to do: ${runbook}#${anchorOf(article)}`,
        metric,
        threshold: above,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: periods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    });
    const topics = [
      ...(email === undefined ? [] : [this.mailTo(email)]),
      ...(topicArn === undefined ? [] : [Topic.fromTopicArn(this, 'Given', topicArn)]),
    ];
    for (const alarm of this.all) {
      for (const topic of topics) {
        alarm.addAlarmAction(new SnsAction(topic));
        alarm.addOkAction(new SnsAction(topic));
      }
    }
  }

  /** A topic that mails to somebody; they have to confirm it once. */
  private mailTo(email: string): ITopic {
    const topic = new Topic(this, 'Topic', {
      topicName: nameOf(this, 'alarms'),
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
