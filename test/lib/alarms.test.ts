import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorOf } from '../../lib/alarms.ts';
import { pascal } from '../../lib/names.ts';
import { WORKFLOWS } from '../../manifest.ts';
import { EVERYTHING, type Synthesis, synthesise } from './synthesis.ts';

const least = synthesise();
const everything = synthesise(EVERYTHING);

const propertiesOf = (synthesis: Synthesis) =>
  synthesis.of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

type MetricOf = Readonly<{ MetricName: string; Dimensions: readonly { Value: unknown }[] }>;

const alarmsOf = (synthesis: Synthesis) =>
  propertiesOf(synthesis).map(({ AlarmName, AlarmDescription, AlarmActions }) => ({
    name: String(AlarmName),
    article: String(AlarmDescription).split('#')[1] ?? '',
    description: String(AlarmDescription),
    actions: AlarmActions as unknown[] | undefined,
  }));

test('every alarm has an article in the runbook, and every article an alarm', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const articles = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => anchorOf(title));
  const linked = new Set(alarmsOf(least).map(({ article }) => article));
  expect([...linked].sort()).toEqual([...articles].sort());
});

test('alarms say what happened, where the article is, and ring where the owner wants', () => {
  for (const { description, actions } of alarmsOf(everything)) {
    expect(description).toMatch(
      /^.{20,}\. What to do: https:\/\/wiki\.example\.org\/runbook#[a-z-]+$/,
    );
    expect(actions?.map(everything.text)).toEqual(['<Alarms/Topic>', EVERYTHING.alarms.topicArn]);
  }
  for (const { actions } of alarmsOf(least)) expect(actions).toBeUndefined();
});

test('an execution that fails, as of a run within which SES pauses the account, rings within five minutes', () => {
  const alarms = propertiesOf(least).filter(({ AlarmName }) =>
    String(AlarmName).includes('-workflow-failed-'),
  );
  const watched = alarms.map(({ Metrics, ...alarm }) => {
    expect(alarm).toMatchObject({
      ...{ Threshold: 0, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 },
      TreatMissingData: 'notBreaching',
    });
    const [rung, ...parts] = Metrics as Readonly<{
      Expression?: string;
      MetricStat?: { Period: number; Stat: string; Metric: MetricOf };
    }>[];
    expect(rung?.Expression).toBe('failed + timedOut + aborted');
    expect(parts.map(({ MetricStat }) => MetricStat)).toMatchObject(
      ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].map((MetricName) => ({
        ...{ Period: 300, Stat: 'Sum', Metric: { Namespace: 'AWS/States', MetricName } },
      })),
    );
    const machines = parts.map(({ MetricStat }) => MetricStat?.Metric.Dimensions[0]?.Value);
    expect(new Set(machines.map(least.text)).size).toBe(1);
    return least.text(machines[0]);
  });
  expect(watched.sort()).toEqual(
    WORKFLOWS.map(({ name }) => `<Workflows/${pascal(name)}/Machine>`).sort(),
  );
});
