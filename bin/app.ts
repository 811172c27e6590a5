import { App } from 'aws-cdk-lib/core';
import { readConfiguration } from '../lib/configuration.ts';
import { isProblems } from '../lib/problems.ts';
import { Convoke } from '../lib/stack.ts';

try {
  const app = new App();
  new Convoke(app, 'convoke', readConfiguration(app.node.tryGetContext('convoke')));
} catch (error) {
  if (!isProblems(error)) throw error;
  for (const problem of error.problems) console.error(problem);
  // At once: the app would still synthesise what there is of it when the process comes to its end.
  process.exit(1);
}
