import { Annotations, type App, Tags, Validations } from 'aws-cdk-lib/core';
import { type SolutionsCheck, solutionsCheck } from './acknowledged.ts';
import { Convoke } from './app-stack.ts';
import type { Bundles } from './bundles.ts';
import { readConfiguration } from './configuration.ts';
import { ConvokeData } from './data-stack.ts';

/** The two stacks of an installation, and the check that their synthesis has to pass. */
export type Installation = Readonly<{
  data: ConvokeData;
  app: Convoke;
  check: SolutionsCheck;
}>;

/**
 * Makes the stacks of an installation.
 *
 * @param source the configuration, as an object or JSON
 * @throws InvalidConfiguration, InvalidManifest, InvalidWorkflow
 */
export function install(scope: App, source: unknown, bundles: Bundles): Installation {
  const { configuration, warnings } = readConfiguration(source);
  const data = new ConvokeData(scope, configuration);
  const app = new Convoke(scope, { configuration, data, bundles });
  for (const stack of [data, app]) Tags.of(stack).add('convoke', configuration.name);
  for (const warning of warnings) Annotations.of(app).addWarningV2('convoke:placeholder', warning);
  const check = solutionsCheck();
  Validations.of(scope).addPlugins(check);
  return { data, app, check };
}
