import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { bundle } from '../lib/bundles.ts';
import { configurationSource, readConfiguration } from '../lib/configuration.ts';
import { install } from '../lib/installation.ts';
import { isProblems } from '../lib/problems.ts';

const app = new App();
try {
  const source = configurationSource(app.node.tryGetContext('convoke'));
  // Before the bundling, which takes seconds: a mistake is told at once.
  readConfiguration(source);
  const folder = mkdtempSync(join(tmpdir(), 'convoke-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  install(app, source, await bundle(folder));
} catch (error) {
  if (!isProblems(error)) throw error;
  for (const problem of error.problems) console.error(problem);
  // At once: the app would still synthesise what there is of it when the process comes to its end.
  process.exit(1);
}
