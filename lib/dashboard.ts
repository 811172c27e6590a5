import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Alarms, Watched } from './alarms.ts';
import { nameOf } from './names.ts';

const MINUTE = Duration.minutes(1);
const DAY = Duration.days(1);
const HALF = { width: 12, height: 6 };

const ses = (metricName: string, period: Duration, statistic: string = Stats.SUM): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic, period, label: metricName });

const graph = (title: string, left: readonly IMetric[], limits: Readonly<Record<string, number>>) =>
  new GraphWidget({
    title,
    left: [...left],
    leftYAxis: { min: 0 },
    leftAnnotations: Object.entries(limits).map(([label, value]) => ({ label, value })),
    ...HALF,
  });

/** Dollars that a service cost on each day: what the bill of the month grew by. */
const costOf = (service: string, label: string, id: string): IMetric =>
  new MathExpression({
    // At the first of a month the bill falls to almost nothing.
    expression: `IF(DIFF(${id}) > 0, DIFF(${id}), 0)`,
    label,
    period: DAY,
    usingMetrics: {
      [id]: new Metric({
        namespace: 'AWS/Billing',
        metricName: 'EstimatedCharges',
        dimensionsMap: { ServiceName: service, Currency: 'USD' },
        statistic: Stats.MAXIMUM,
        period: DAY,
        // Bills are told in this Region only.
        region: 'us-east-1',
      }),
    },
  });

const COSTS = {
  AmazonSES: 'SES',
  AWSLambda: 'Lambda',
  AmazonStates: 'Step Functions',
  AmazonDynamoDB: 'DynamoDB',
  AmazonS3: 'S3',
  AmazonCloudWatch: 'CloudWatch',
};

function runs({ workflows }: Watched): IWidget[] {
  const period = { period: Duration.minutes(5), statistic: Stats.SUM };
  const metrics = (pick: 'metricStarted' | 'metricFailed') =>
    [...workflows.all].map(([name, machine]) => machine[pick]({ ...period, label: name }));
  return [
    graph('Executions started', metrics('metricStarted'), {}),
    graph('Executions failed', metrics('metricFailed'), {}),
  ];
}

function mail({ configuration: { sendRate } }: Watched): IWidget[] {
  const perSecond = new MathExpression({
    expression: 'sent / 60',
    label: 'mails a second',
    period: MINUTE,
    usingMetrics: { sent: ses('Send', MINUTE) },
  });
  return [
    graph(
      'Rate against quota',
      [perSecond],
      sendRate === undefined ? {} : { 'what SES allows a second': sendRate },
    ),
    graph(
      'What became of mails',
      ['Delivery', 'Bounce', 'Complaint', 'Reject'].map((name) => ses(name, Duration.minutes(5))),
      {},
    ),
    graph('Bounces', [ses('Reputation.BounceRate', Duration.hours(1), Stats.MAXIMUM)], {
      'our alarm': 0.04,
      'SES reviews': 0.05,
      'SES pauses': 0.1,
    }),
    graph('Complaints', [ses('Reputation.ComplaintRate', Duration.hours(1), Stats.MAXIMUM)], {
      'our alarm': 0.0008,
      'SES reviews': 0.001,
      'SES pauses': 0.005,
    }),
  ];
}

/** Every mail ends in `record-outcome`, which logs its result as one line. */
const outcomes = ({ functions }: Watched): IWidget =>
  new LogQueryWidget({
    title: 'Outcomes of incoming mails',
    logGroupNames: [functions.get('record-outcome').logGroup.logGroupName],
    queryLines: [
      'filter ispresent(output.outcome)',
      'stats count(*) as mails by output.outcome, output.reason',
      'sort mails desc',
    ],
    view: LogQueryVisualizationType.TABLE,
    ...HALF,
  });

/** One page that says how the installation is: alarms first, then what is sent, received and paid. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: Watched & Readonly<{ alarms: Alarms }>) {
    super(scope, id);
    const deadLetters = [...props.events.deadLetters].map(([name, queue]) =>
      queue.metricApproximateNumberOfMessagesVisible({ label: name, statistic: Stats.MAXIMUM }),
    );
    const costs = Object.entries(COSTS).map(([service, label], i) =>
      costOf(service, label, `bill${i}`),
    );
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: nameOf(this, props.configuration.region),
      defaultInterval: Duration.days(1),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms.all], width: 24 })],
        runs(props),
        ...pairs([
          ...mail(props),
          outcomes(props),
          graph('Dead letters', deadLetters, {}),
          graph('Dollars a day, whole account', costs, {}),
          new TextWidget({
            markdown: `Mail figures are those of the whole account in this Region, costs those of the whole account; costs need «Receive Billing Alerts» in the billing preferences. What to do about an alarm: ${props.configuration.alarms.runbook}`,
            ...HALF,
          }),
        ]),
      ],
    });
  }
}

const pairs = (widgets: readonly IWidget[]): IWidget[][] =>
  widgets.flatMap((widget, i) => (i % 2 === 0 ? [[widget, ...widgets.slice(i + 1, i + 2)]] : []));
