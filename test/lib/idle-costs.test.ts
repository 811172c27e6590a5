import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { EXAMPLE_FILE, readConfigurationFile } from '../../lib/configuration.ts';
import { synthesise } from './synthesis.ts';

/** Dollars a month, us-east-1: an alarm for each metric that it looks at, a dashboard, a secret. */
const PRICES = { alarmMetric: 0.1, dashboard: 3, secret: 0.4 };

const page = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

test('the documents say what an installation costs that nobody uses', () => {
  const { of } = synthesise(readConfigurationFile(EXAMPLE_FILE));
  const metrics = of('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
    const { Metrics } = Properties as { Metrics?: { MetricStat?: unknown }[] };
    return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined) ?? [Properties];
  });
  const alarms = metrics.length * PRICES.alarmMetric;
  const secrets = of('AWS::SecretsManager::Secret').length * PRICES.secret;
  const rest = of('AWS::CloudWatch::Dashboard').length * PRICES.dashboard + secrets;
  expect(page('docs/deploy.md')).toContain(
    `about ${(alarms + rest).toFixed(2)}: ${secrets.toFixed(2)} the secrets, 3 the dashboard, ${alarms.toFixed(2)} the alarms`,
  );
  expect(page('README.md')).toContain(`about ${(alarms + rest).toFixed(2)} dollars a month idle`);
});
